import { type ComponentProps, lazy, Suspense } from "react";

import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/cn";
import type { CodeLanguage } from "./languages";

/** CodeMirror is a third of the window's code; it is fetched when the first text needs it. */
const CodeMirror = lazy(() => import("./code-mirror"));

interface CodeViewProps {
  /** The text, whole or in pieces that may grow at the end. */
  chunks: readonly string[];
  language: CodeLanguage;
  label: string;
  className?: string;
  "data-testid"?: string;
}

/** A text to read: coloured, foldable, searchable with Ctrl+F, quick even when it is long. */
export function CodeView({ className, "data-testid": testId, ...code }: CodeViewProps) {
  return (
    <Frame className={className} testId={testId}>
      <CodeMirror {...code} />
    </Frame>
  );
}

interface CodeEditorProps {
  value: string;
  language: CodeLanguage;
  label: string;
  onChange: (text: string) => void;
  describedBy?: string | undefined;
  invalid?: boolean;
  className?: string;
  "data-testid"?: string;
}

/** A text to write, with its JSON checked as it is typed. Tab moves on to the next control. */
export function CodeEditor({ value, className, "data-testid": testId, ...code }: CodeEditorProps) {
  return (
    <Frame className={cn("border-control", className)} testId={testId}>
      <CodeMirror {...code} chunks={[value]} />
    </Frame>
  );
}

function Frame({ className, testId, children }: ComponentProps<"div"> & { testId: string | undefined }) {
  return (
    <div
      data-testid={testId}
      className={cn(
        "min-h-0 overflow-hidden rounded-control border bg-bg focus-within:outline-2 focus-within:outline-accent",
        className,
      )}
    >
      <Suspense fallback={<Skeleton className="m-2 h-16" />}>{children}</Suspense>
    </div>
  );
}
