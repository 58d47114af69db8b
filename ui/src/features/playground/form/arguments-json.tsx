import { TriangleAlert } from "lucide-react";

import { CodeEditor } from "@/components/code/code";
import type { Readiness } from "@/lib/schema";
import type { Draft } from "../drafts";

interface ArgumentsJsonProps {
  draft: Draft;
  readiness: Readiness;
  /** Why there is no form, when there is none. */
  noForm: string | undefined;
  onDraft: (draft: Draft) => void;
}

/** The arguments of a tool as JSON text. */
export function ArgumentsJson({ draft, readiness, noForm, onDraft }: ArgumentsJsonProps) {
  const broken = readiness.type === "broken";
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      {noForm === undefined ? null : (
        <p className="text-fg2 text-meta">{noForm} Write the arguments as JSON.</p>
      )}
      <CodeEditor
        label="Arguments as JSON"
        language="json"
        value={draft.arguments}
        onChange={(text) => onDraft({ ...draft, arguments: text, unfinished: {} })}
        describedBy={broken ? "arguments-remark" : undefined}
        invalid={broken}
        className="min-h-40! flex-1"
        data-testid="arguments-json"
      />
      {broken ? (
        <p id="arguments-remark" className="flex items-start gap-1.5 text-err text-meta">
          <TriangleAlert aria-hidden className="mt-px size-3.5!" />
          {readiness.reason}
        </p>
      ) : null}
    </div>
  );
}
