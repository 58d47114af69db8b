import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { type ConnectionId, type ToolChange, useConnection } from "@/ipc";
import { cn } from "@/lib/cn";
import { count } from "@/lib/format";
import { CHANGE_WORDS, changedParts } from "./change-words";
import { DiffView } from "./diff-view";
import { useAcceptTools, useToolChanges } from "./use-pins";

export interface ToolChangesProps {
  /** Whose tools. Nothing is shown when none of them waits to be accepted. */
  connectionId: ConnectionId;
}

/** What a server changed about its tools since they were accepted, with the way to accept it. */
export function ToolChanges({ connectionId }: ToolChangesProps) {
  const changes = useToolChanges(connectionId);
  const accept = useAcceptTools(connectionId);
  const server = useConnection(connectionId)?.name ?? "The server";
  const heading = useId();
  if (changes.length === 0) return null;
  return (
    <section
      aria-labelledby={heading}
      className="flex min-w-0 flex-col gap-3 rounded-card border border-auth-glyph/50 p-4"
      data-testid="tool-changes"
    >
      <div className="flex flex-wrap items-start gap-3">
        <div className="flex min-w-60 flex-1 flex-col gap-1">
          <h2 id={heading} className="font-semibold text-dialog">
            {count(changes.length, "tool")} changed since you accepted them
          </h2>
          <p className="text-fg2">
            {server} says something else about them than it did. Agents aren't offered a tool that is new or
            changed until you accept it.
          </p>
        </div>
        <Button
          variant="primary"
          busy={accept.isPending && accept.variables === changes}
          onClick={() => accept.mutate(changes)}
          data-testid="accept-all"
        >
          Accept all
        </Button>
      </div>
      <ul className="flex min-w-0 flex-col divide-y border-t">
        {changes.map((change) => (
          <Change
            // A change that becomes another one closes: what was read is not what would be accepted.
            key={`${change.digest} ${change.name}`}
            change={change}
            accepting={accept.isPending && accept.variables.includes(change)}
            onAccept={() => accept.mutate([change])}
          />
        ))}
      </ul>
    </section>
  );
}

interface ChangeProps {
  change: ToolChange;
  accepting: boolean;
  onAccept: () => void;
}

function Change({ change, accepting, onAccept }: ChangeProps) {
  const [open, setOpen] = useState(false);
  const body = useId();
  return (
    <li className="flex min-w-0 flex-col gap-2 py-2">
      <div className="flex min-w-0 items-center gap-2">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={body}
          onClick={() => setOpen(!open)}
          className="flex min-h-7 min-w-0 flex-1 items-center gap-2 rounded-control px-1 text-left hover:bg-s1"
          data-testid={`change-${change.name}`}
        >
          <ChevronRight aria-hidden className={cn("size-3.5! shrink-0 text-fg3", open && "rotate-90")} />
          <span className="truncate font-mono text-code">{change.name}</span>
          <Badge tone={change.kind === "removed" ? "neutral" : "auth"}>{CHANGE_WORDS[change.kind]}</Badge>
          <span className="truncate text-fg3 text-meta">{changedParts(change)}</span>
        </button>
        <Button
          size="sm"
          busy={accepting}
          onClick={onAccept}
          aria-label={`Accept ${change.name}`}
          data-testid={`accept-${change.name}`}
        >
          Accept
        </Button>
      </div>
      <div id={body} hidden={!open} className="min-w-0 pl-6">
        {open ? <DiffView change={change} /> : null}
      </div>
    </li>
  );
}
