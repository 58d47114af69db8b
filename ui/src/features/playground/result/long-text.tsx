import { CodeView } from "@/components/code/code";
import type { CodeLanguage } from "@/components/code/languages";
import { Button } from "@/components/ui/button";
import type { TextPart } from "@/ipc";
import { cn } from "@/lib/cn";
import { failureWords } from "@/lib/failure-words";
import { formatBytes } from "@/lib/format";
import { type PagedText, usePagedText } from "./use-paged-text";

interface LongTextProps {
  callId: string;
  part: TextPart;
  language: CodeLanguage;
  label: string;
  className?: string;
  "data-testid"?: string;
}

/** A text in a code view; its beginning first when it is long, all of it on request. */
export function LongText({ callId, part, className, ...code }: LongTextProps) {
  const text = usePagedText(callId, part);
  const begun = text.complete || text.chunks.some((chunk) => chunk !== "");
  return (
    <div className={cn("flex min-h-0 flex-col gap-2", className)}>
      {begun ? <CodeView {...code} chunks={text.chunks} className="min-h-0 flex-1" /> : null}
      <ShowAll text={text} shownBytes={part.shownBytes} />
    </div>
  );
}

/** Says how much of a text is shown, and offers the rest. */
export function ShowAll({ text, shownBytes }: { text: PagedText; shownBytes: number }) {
  if (text.complete) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 text-fg2 text-meta">
      <span>{text.failure ? failureWords(text.failure).title : shownWords(shownBytes)}</span>
      <Button size="sm" busy={text.loading} data-testid="show-all" onClick={text.loadAll}>
        Show all ({formatBytes(text.totalBytes)})
      </Button>
    </div>
  );
}

/** What came before in the result may have left no room for this text. */
function shownWords(shownBytes: number): string {
  return shownBytes === 0 ? "Not read yet." : `The first ${formatBytes(shownBytes)} are shown.`;
}
