import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { toast } from "@/components/ui/toast";
import { prefillArguments } from "@/features/playground";
import { type ConnectionView, type LinkView, useConnections } from "@/ipc";
import { usePendingLinks } from "./pending-links";

const AddLinkDialog = lazy(async () => ({ default: (await import("./add-link-dialog")).AddLinkDialog }));

/**
 * Receives `hitchpost://` links, one after the other. Anybody can write one, so a link shows or asks; it never
 * connects, runs or sends anything by itself.
 */
export function LinkGate() {
  const { first, turn, done } = usePendingLinks();
  const { data: connections } = useConnections();
  const follow = useFollow();
  const followed = useRef<LinkView>(undefined);
  useEffect(() => {
    if (!first || first.type === "add" || !connections || followed.current === first) return;
    followed.current = first;
    follow(first, connections);
    done();
  }, [first, connections, follow, done]);
  return first?.type === "add" && connections ? (
    <Suspense>
      <AddLinkDialog key={turn} link={first} connections={connections} onDone={done} />
    </Suspense>
  ) : null;
}

type FollowedLink = Exclude<LinkView, { type: "add" }>;

function useFollow(): (link: FollowedLink, connections: readonly ConnectionView[]) => void {
  const navigate = useNavigate();
  return (link, connections) => {
    if (link.type === "unknown") {
      toast({ title: "Hitchpost doesn't understand this link." });
      return;
    }
    const connection = connections.find(({ id }) => id === link.connection);
    if (!connection) {
      toast({ title: "This link leads to a connection that isn't here." });
      return;
    }
    const { id } = connection;
    if (link.type === "open") {
      void navigate({ to: "/playground", search: { connection: id } });
      return;
    }
    void openTool(link, () => navigate({ to: "/playground", search: { connection: id, tool: link.tool } }));
  };
}

/** Fills in the arguments, then shows the tool. */
async function openTool(
  { connection, tool, args }: Extract<LinkView, { type: "tool" }>,
  show: () => Promise<void>,
): Promise<void> {
  if (args !== null) await prefillArguments(connection, tool, args);
  await show();
}
