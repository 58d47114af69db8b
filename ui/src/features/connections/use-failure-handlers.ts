import { useNavigate } from "@tanstack/react-router";
import type { FailureHandlers } from "@/components/error-card";
import { showApproval } from "@/features/approval";
import { retryAfter } from "@/features/retry";
import { useSignInHandlers } from "@/features/sign-in";
import type { ConnectionView } from "@/ipc";
import { resolveUrl, withHost } from "./failure-handlers";
import type { ConnectionCommands } from "./use-connection-commands";

/** What can be done about a failure of a saved connection, wherever it is shown. */
export function useFailureHandlers(
  connection: ConnectionView,
  commands: ConnectionCommands,
): FailureHandlers {
  const navigate = useNavigate();
  const signIn = useSignInHandlers(connection);
  const { id, target } = connection;
  const { configure } = commands;
  const pinned = target.type === "url" && target.transport !== "auto";
  const address = target.type === "url" ? target.url : "";
  return {
    ...signIn,
    retry: commands.reconnect,
    retry_after: (wait) => retryAfter(id, wait),
    connect: commands.connect,
    enable: commands.enable,
    approve: () => showApproval(id),
    refresh_tools: commands.reconnect,
    edit_url: () => configure("url"),
    use_url: ({ url }) => configure("url", resolveUrl(url, address)),
    use_host: ({ host }) => configure("url", withHost(address, host)),
    raise_timeout: ({ field }) => configure(field),
    // Where one transport was chosen, and it may be the wrong one.
    use_any_transport: pinned ? () => configure("transport") : undefined,
    edit_connection: ({ field }) => configure(field),
    edit_sign_in: ({ field }) => configure(field),
    use_legacy: () => configure("era"),
    use_token: () => configure("token"),
    use_headers: () => configure("token"),
    replace_token: () => configure("token"),
    check_header: () => configure("token"),
    read_log: () => void navigate({ to: "/connection/$id", params: { id }, search: { tab: "activity" } }),
    review_tools: () => void navigate({ to: "/connection/$id", params: { id }, search: { tab: "overview" } }),
  };
}
