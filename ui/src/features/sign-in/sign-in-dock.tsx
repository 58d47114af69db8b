import { useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { type ConnectionView, useConnections } from "@/ipc";
import {
  type Attempt,
  hideSignIn,
  type PanelContent,
  panelContent,
  useSignInPanel,
} from "./sign-in-panel-state";
import { useNow } from "./time-left";

const SignInPanel = lazy(async () => ({ default: (await import("./sign-in-panel")).SignInPanel }));

/** Where the sign-in being looked at is unfolded: above every page. */
export function SignInDock() {
  const { data: connections = [] } = useConnections();
  // Read together with the connections: an answer counts only with the status that came with it.
  const { shown, attempts } = useSignInPanel();
  const connection = connections.find(({ id }) => id === shown);
  return (
    <>
      {connections.map((one) =>
        one.status.type === "signing_in" ? (
          <MinuteLeft key={one.id} name={one.name} deadline={one.status.signIn.deadline} />
        ) : null,
      )}
      {connection ? (
        <Shown key={connection.id} connection={connection} attempt={attempts[connection.id]} />
      ) : null}
    </>
  );
}

function Shown({ connection, attempt }: { connection: ConnectionView; attempt: Attempt | undefined }) {
  const content = panelContent(connection.status, attempt);
  useGoOn(connection, content, attempt?.openAfter ?? false);
  if (content.type === "over") return null;
  return (
    <Suspense>
      <SignInPanel connection={connection} content={content} />
    </Suspense>
  );
}

/** Folds a finished sign-in away and, where that was the aim, goes on to the tools. */
function useGoOn({ id, status }: ConnectionView, content: PanelContent, openAfter: boolean): void {
  const navigate = useNavigate();
  // Somebody who has gone elsewhere meanwhile is not called back.
  const stayed = useRouterState({
    select: ({ location }) =>
      location.pathname === "/connections" && Object.keys(location.search).length === 0,
  });
  const over = content.type === "over";
  const goOn = over && openAfter && stayed && status.type === "connected";
  useEffect(() => {
    if (!over) return;
    hideSignIn(id);
    if (goOn) void navigate({ to: "/playground", search: { connection: id } });
  }, [id, over, goOn, navigate]);
}

/** Says once, also for a folded sign-in, that a minute is left. */
function MinuteLeft({ name, deadline }: { name: string; deadline: number }) {
  const left = deadline - useNow();
  return (
    <div aria-live="polite" className="sr-only">
      {left > 0 && left <= 60_000 ? `One minute left to sign in to ${name}.` : ""}
    </div>
  );
}
