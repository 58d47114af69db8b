import { useNavigate } from "@tanstack/react-router";
import { toastFailure } from "@/components/failure-toast";
import { NoTools } from "@/components/no-tools";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ToolChanges } from "@/features/pins";
import { type ToolHint, type ToolStanding, type ToolSummary, useRefreshTools, useTools } from "@/ipc";
import type { ConnectionPartProps } from "./connection-header";
import { CELL, HEAD, Listing, ListNotes } from "./listing";

const HINTS: Record<ToolHint, { word: string; tone?: "auth" }> = {
  unknown: { word: "" },
  read_only: { word: "read-only" },
  writes: { word: "writes" },
  destructive: { word: "destructive", tone: "auth" },
};

const STANDINGS: Record<ToolStanding, string> = { accepted: "", new: "new", changed: "changed" };

/** Every tool of the server: what the server says about it, whether it was accepted, and the way to try it. */
export function ToolsTab(props: ConnectionPartProps) {
  const { connection } = props;
  const { id, name, status } = connection;
  const tools = useTools(id);
  const refresh = useRefreshTools(id);
  const navigate = useNavigate();
  return (
    <>
      {status.type === "connected" && status.changes > 0 ? (
        <div className="px-6 pt-4 max-[700px]:px-3">
          <ToolChanges connectionId={connection.id} />
        </div>
      ) : null}
      <Listing
        {...props}
        query={tools}
        noun="tools"
        items={(list) => list.tools}
        textOf={(tool) => `${tool.name} ${tool.title ?? ""} ${tool.summary} ${tool.params.join(" ")}`}
        onRefresh={() => refresh.mutate(undefined, { onError: (error) => toastFailure(error, name) })}
        refreshing={refresh.isPending}
        empty={
          status.type === "connected" ? (
            <>
              <NoTools connection={connection} status={status} />
              {tools.data ? (
                <div className="p-6">
                  <ListNotes noun="tools" rejected={tools.data.rejected} cut={tools.data.cut} />
                </div>
              ) : null}
            </>
          ) : (
            <EmptyState title={`${name} listed no tools`}>That was when it was last connected.</EmptyState>
          )
        }
      >
        {(found, list) => (
          <>
            <table className="w-full border-collapse" data-testid="tools-table">
              <thead>
                <tr>
                  <th className={HEAD}>Tool</th>
                  <th className={`${HEAD} max-[900px]:hidden`}>Parameters</th>
                  <th className={HEAD}>The server says</th>
                  <th className={HEAD}>
                    <span className="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {found.map((tool) => (
                  <ToolRow
                    // Two tools may have one name; their place tells them apart.
                    key={`${tool.name} ${list.tools.indexOf(tool)}`}
                    tool={tool}
                    onTry={() =>
                      void navigate({ to: "/playground", search: { connection: id, tool: tool.name } })
                    }
                  />
                ))}
              </tbody>
            </table>
            <ListNotes noun="tools" rejected={list.rejected} cut={list.cut} />
          </>
        )}
      </Listing>
    </>
  );
}

function ToolRow({ tool, onTry }: { tool: ToolSummary; onTry: () => void }) {
  const { name, title, summary, params, hint, standing } = tool;
  const { word, tone } = HINTS[hint];
  return (
    <tr data-testid={`tool-${name}`}>
      <td className={CELL}>
        <div className="flex min-w-0 flex-col">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <code className="select-text break-all font-medium">{name}</code>
            {title && title !== name ? (
              <span dir="auto" className="text-fg2">
                {title}
              </span>
            ) : null}
          </span>
          <span dir="auto" className="line-clamp-2 max-w-prose select-text break-words text-fg3 text-meta">
            {summary}
          </span>
        </div>
      </td>
      <td className={`${CELL} max-[900px]:hidden`}>
        <span className="line-clamp-2 max-w-48 break-all font-mono text-code text-fg3">
          {params.length === 0 ? <span className="font-sans text-meta">none</span> : params.join(", ")}
        </span>
      </td>
      <td className={CELL}>
        <span className="flex flex-wrap gap-1">
          {word === "" ? (
            <span className="text-fg3 text-meta leading-5">nothing</span>
          ) : (
            <Badge tone={tone}>{word}</Badge>
          )}
          {standing === "accepted" ? null : (
            <Badge tone="auth" data-testid={`standing-${name}`}>
              {STANDINGS[standing]}
            </Badge>
          )}
        </span>
      </td>
      <td className={`${CELL} pr-0! text-right`}>
        <Button size="sm" onClick={onTry} aria-label={`Try ${name}`} data-testid={`try-${name}`}>
          Try
        </Button>
      </td>
    </tr>
  );
}
