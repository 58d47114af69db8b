import { useNavigate } from "@tanstack/react-router";
import { Wrench } from "lucide-react";
import { StatusGlyph } from "@/components/status-glyph";
import { type ConnectionView, type SessionStatus, useRefreshTools } from "@/ipc";
import { noToolsWhy } from "@/lib/status-words";
import { toastFailure } from "./failure-toast";
import { Button } from "./ui/button";
import { EmptyState } from "./ui/empty-state";

interface NoToolsProps {
  connection: ConnectionView;
  status: Extract<SessionStatus, { type: "connected" }>;
  /** Among other things, rather than in their place. */
  card?: boolean;
}

/** A server that is connected and lists no tools: what it offers instead, and where to look. */
export function NoTools({ connection, status, card = false }: NoToolsProps) {
  const { id, name } = connection;
  const navigate = useNavigate();
  const refresh = useRefreshTools(id);
  const show = (mode: "prompts" | "resources") =>
    void navigate({ to: "/playground", search: { connection: id, mode } });
  const title = `${name} is connected but lists no tools.`;
  const why = noToolsWhy(status);
  const actions = (
    <>
      {status.prompts ? (
        <Button size={card ? "sm" : "md"} onClick={() => show("prompts")} data-testid="open-prompts">
          Open prompts
        </Button>
      ) : null}
      {status.resources ? (
        <Button size={card ? "sm" : "md"} onClick={() => show("resources")} data-testid="open-resources">
          Open resources
        </Button>
      ) : null}
      <Button
        size={card ? "sm" : "md"}
        busy={refresh.isPending}
        onClick={() => refresh.mutate(undefined, { onError: (error) => toastFailure(error, name) })}
        data-testid="refresh-tools"
      >
        Refresh
      </Button>
      <Button
        size={card ? "sm" : "md"}
        onClick={() => void navigate({ to: "/connection/$id", params: { id }, search: { tab: "activity" } })}
        data-testid="read-log"
      >
        Read log
      </Button>
    </>
  );
  if (!card) {
    return (
      <EmptyState icon={<Wrench aria-hidden />} title={title} actions={actions} data-testid="no-tools">
        {why}
      </EmptyState>
    );
  }
  return (
    <section
      className="flex flex-col gap-3 rounded-card border border-auth-glyph/50 p-4"
      data-testid="no-tools"
    >
      <div className="flex gap-2.5">
        <StatusGlyph shape="warning" className="mt-0.5" />
        <div className="flex min-w-0 flex-col gap-1">
          <h2 className="break-words font-semibold text-dialog">{title}</h2>
          <p className="text-fg2">{why}</p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2 pl-6.5">{actions}</div>
    </section>
  );
}
