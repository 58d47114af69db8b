import { Braces, ChevronRight } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { ConnectionView, ToolDetail } from "@/ipc";
import { HintBadge } from "../tools/tool-hint";
import { DefinitionDialog } from "./definition-dialog";

/** Longer descriptions are folded. */
const SHORT_DESCRIPTION = 220;

/** Who the tool is: its title and name, what the server says of it, and its definition. */
export function ToolHeader({ connection, detail }: { connection: ConnectionView; detail: ToolDetail }) {
  const [showsDefinition, setShowsDefinition] = useState(false);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 dir="auto" className="select-text break-words text-section">
            {detail.title ?? detail.name}
          </h2>
          <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-fg3 text-meta">
            {detail.title === null ? null : (
              <code className="select-text break-all text-fg2">{detail.name}</code>
            )}
            <span className="truncate">{connection.name}</span>
          </div>
        </div>
        <HintBadge hint={detail.hint} />
        <IconButton
          label={`Show the definition of ${detail.name}`}
          data-testid="show-definition"
          onClick={() => setShowsDefinition(true)}
        >
          <Braces aria-hidden />
        </IconButton>
      </div>
      {detail.description ? <Description text={detail.description} /> : null}
      <DefinitionDialog detail={detail} open={showsDefinition} onOpenChange={setShowsDefinition} />
    </div>
  );
}

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
