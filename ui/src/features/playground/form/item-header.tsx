import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";

import { Button } from "@/components/ui/button";
import type { ConnectionView } from "@/ipc";

interface ItemHeaderProps {
  connection: ConnectionView;
  title: string;
  /** What machines call it, where that is something else. */
  code?: string | undefined;
  description: string | null | undefined;
  /** At the right end of the first line. */
  children?: ReactNode;
}

/** What something is: its title and name, whose it is, what the server says of it. */
export function ItemHeader({ connection, title, code, description, children }: ItemHeaderProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 dir="auto" className="select-text break-words text-section">
            {title}
          </h2>
          <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-fg3 text-meta">
            {code === undefined ? null : <code className="select-text break-all text-fg2">{code}</code>}
            <span className="truncate">{connection.name}</span>
          </div>
        </div>
        {children}
      </div>
      {description ? <Description text={description} /> : null}
    </div>
  );
}

/** Longer descriptions are folded. */
const SHORT_DESCRIPTION = 220;

function Description({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const long = text.length > SHORT_DESCRIPTION || text.split("\n").length > 4;
  return (
    <div className="flex flex-col items-start">
      <p
        dir="auto"
        className={`max-w-prose select-text whitespace-pre-line break-words text-fg2 ${long && !open ? "line-clamp-3" : ""}`}
      >
        {text}
      </p>
      {long ? (
        <Button variant="link" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight aria-hidden className={open ? "size-3.5! rotate-90" : "size-3.5!"} />
          {open ? "Less" : "More"}
        </Button>
      ) : null}
    </div>
  );
}
