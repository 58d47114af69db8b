import { Diff } from "lucide-react";
import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import type { ConnectionId } from "@/ipc";
import { changedParts } from "./change-words";
import { DiffView } from "./diff-view";
import { useAcceptTools, useToolChanges } from "./use-pins";

export interface HeldToolLineProps {
  connectionId: ConnectionId;
  /** The tool's name. */
  tool: string;
}

/** Above the form of a tool that waits to be accepted: what changed, and the way to accept it. Otherwise nothing. */
export function HeldToolLine({ connectionId, tool }: HeldToolLineProps) {
  const change = useToolChanges(connectionId).find(({ name, kind }) => name === tool && kind !== "removed");
  const accept = useAcceptTools(connectionId);
  const [open, setOpen] = useState(false);
  const body = useId();
  if (!change) return null;
  const parts = changedParts(change);
  return (
    <div
      className="flex min-w-0 shrink-0 flex-col gap-2 rounded-control border border-auth-glyph/50 px-3 py-2"
      data-testid="held-tool"
    >
      <div className="flex flex-wrap items-center gap-2">
        <Diff aria-hidden className="size-3.5! shrink-0 text-auth-glyph" />
        <span className="min-w-40 flex-1">
          {change.kind === "added"
            ? "This tool is new since you accepted the others."
            : `This tool has changed since you accepted it: ${parts}.`}
        </span>
        <Button
          variant="link"
          aria-expanded={open}
          aria-controls={body}
          onClick={() => setOpen(!open)}
          data-testid="held-tool-diff"
        >
          {open ? "Hide" : "Show"} {change.kind === "added" ? "the definition" : "the change"}
        </Button>
        <Button
          size="sm"
          busy={accept.isPending}
          onClick={() => accept.mutate([change])}
          data-testid="held-tool-accept"
        >
          Accept
        </Button>
      </div>
      <div id={body} hidden={!open} className="min-w-0">
        {open ? <DiffView change={change} /> : null}
      </div>
    </div>
  );
}
