import type { ToolChange } from "@/ipc";
import { cn } from "@/lib/cn";
import { type DiffLine, diffOf } from "./definition-diff";

/** What changed in a definition, part by part and line by line. */
export function DiffView({ change }: { change: ToolChange }) {
  return (
    <div className="flex min-w-0 flex-col gap-3" data-testid={`diff-${change.name}`}>
      {diffOf(change).map(({ field, lines }) => (
        <figure key={field ?? ""} className="flex min-w-0 flex-col gap-1">
          {field === null ? null : <figcaption className="text-fg3 text-meta">{field}</figcaption>}
          <pre className="thin-scroll max-h-80 overflow-y-auto whitespace-pre-wrap rounded-control border bg-bg py-1 font-mono text-code">
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one comparison have no other identity
              <Line key={index} line={line} />
            ))}
          </pre>
        </figure>
      ))}
    </div>
  );
}

const ELEMENTS = { "+": "ins", "-": "del", " ": "span" } as const;

function Line({ line: { sign, text } }: { line: DiffLine }) {
  const Element = ELEMENTS[sign];
  return (
    <Element
      dir="auto"
      className={cn(
        "block break-words px-2 no-underline",
        sign === "+" && "bg-[color-mix(in_srgb,var(--ok-glyph)_14%,transparent)] text-ok",
        sign === "-" && "bg-[color-mix(in_srgb,var(--err-glyph)_12%,transparent)] text-err",
        sign === " " && "text-fg3",
      )}
    >
      <span aria-hidden className="select-none">
        {sign}{" "}
      </span>
      {text}
      {"\n"}
    </Element>
  );
}
