import { useNavigate } from "@tanstack/react-router";
import { MessageSquareText } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type PromptListView, usePrompts } from "@/ipc";
import type { ConnectionPartProps } from "./connection-header";
import { CELL, HEAD, Listing, ListNotes } from "./listing";

type Prompt = PromptListView["prompts"][number];

/** The prompts that the server fills in. */
export function PromptsTab(props: ConnectionPartProps) {
  const { id, name, status } = props.connection;
  const { query, refresh, refreshing } = usePrompts(id, status.type === "connected");
  const navigate = useNavigate();
  return (
    <Listing
      {...props}
      query={query}
      noun="prompts"
      items={(list) => list.prompts}
      textOf={(prompt) => `${prompt.name} ${prompt.title ?? ""} ${prompt.description ?? ""}`}
      onRefresh={refresh}
      refreshing={refreshing}
      empty={
        <EmptyState
          icon={<MessageSquareText aria-hidden />}
          title={`${name} lists no prompts`}
          actions={
            <Button busy={refreshing} onClick={refresh}>
              Refresh
            </Button>
          }
        >
          Prompts are messages that a server writes for you to send to a model.
        </EmptyState>
      }
    >
      {(found, list) => (
        <>
          <table className="w-full border-collapse" data-testid="prompts-table">
            <thead>
              <tr>
                <th className={HEAD}>Prompt</th>
                <th className={`${HEAD} max-[900px]:hidden`}>Arguments</th>
                <th className={HEAD}>
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((prompt) => (
                <Row
                  key={prompt.name}
                  prompt={prompt}
                  onOpen={() =>
                    void navigate({
                      to: "/playground",
                      search: { connection: id, mode: "prompts", prompt: prompt.name },
                    })
                  }
                />
              ))}
            </tbody>
          </table>
          <ListNotes noun="prompts" rejected={list.rejected} cut={list.cut} />
        </>
      )}
    </Listing>
  );
}

function Row({ prompt, onOpen }: { prompt: Prompt; onOpen: () => void }) {
  const { name, title, description } = prompt;
  const args = prompt.arguments.map((argument) => (argument.required ? `${argument.name}*` : argument.name));
  return (
    <tr>
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
          {description ? (
            <span dir="auto" className="line-clamp-2 max-w-prose select-text break-words text-fg3 text-meta">
              {description}
            </span>
          ) : null}
        </div>
      </td>
      <td className={`${CELL} max-[900px]:hidden`}>
        <span className="line-clamp-2 max-w-56 break-all font-mono text-code text-fg3">
          {args.length === 0 ? <span className="font-sans text-meta">none</span> : args.join(", ")}
        </span>
      </td>
      <td className={`${CELL} pr-0! text-right`}>
        <Button size="sm" onClick={onOpen} aria-label={`Open ${title ?? name}`}>
          Open
        </Button>
      </td>
    </tr>
  );
}
