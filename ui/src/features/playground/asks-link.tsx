import { Link } from "@tanstack/react-router";
import { MessageCircleQuestion } from "lucide-react";

import { Tooltip } from "@/components/ui/tooltip";
import { seekAsk } from "@/features/asks";
import { type AskView, useAsks } from "@/ipc";
import { cn } from "@/lib/cn";
import { count } from "@/lib/format";
import type { Picked } from "./mode";
import { usePlaygroundView } from "./view";

/** That servers ask something, on every page, with the way there. Says so aloud, too. */
export function AsksLink({ collapsed }: { collapsed: boolean }) {
  const { data: asks = [] } = useAsks();
  const calls = usePlaygroundView((view) => view.calls);
  const picked = usePlaygroundView((view) => view.picked);
  const first = asks[0];
  const newest = asks.at(-1);
  const words = count(asks.length, "question");
  return (
    <>
      <span aria-live="polite" className="sr-only">
        {newest ? `${newest.connectionName} asks for your input. ${words} to answer in the Playground.` : ""}
      </span>
      {first ? (
        <Tooltip text={`${words} from ${namesOf(asks)}`} side="right">
          <Link
            to="/playground"
            search={placeOfAsk(first, calls, picked)}
            aria-label={`${words} to answer`}
            data-testid="asks-link"
            onClick={() => seekAsk(first.id)}
            className={cn(
              "flex h-8 items-center gap-2.5 rounded-control px-2.5 font-medium text-accent hover:bg-s2 focus-visible:outline-offset-0",
              collapsed && "justify-center gap-1! px-0!",
            )}
          >
            <MessageCircleQuestion aria-hidden />
            {collapsed ? (
              <span className="tabular text-meta">{asks.length}</span>
            ) : (
              <span className="min-w-0 flex-1 truncate">{words}</span>
            )}
          </Link>
        </Tooltip>
      ) : null}
    </>
  );
}

/** Where a question came up; where that is not known, what is looked at of its connection anyway. */
function placeOfAsk(ask: AskView, calls: Readonly<Record<string, Picked>>, picked: Picked): Picked {
  const known = ask.calls.flatMap((id) => calls[id] ?? [])[0];
  if (known) return known;
  return picked.connection === ask.connectionId ? picked : { connection: ask.connectionId };
}

function namesOf(asks: readonly AskView[]): string {
  return [...new Set(asks.map(({ connectionName }) => connectionName))].join(", ");
}
