import { useNavigate } from "@tanstack/react-router";

import type { FailureHandlers } from "@/components/error-card";
import { toastFailure } from "@/components/failure-toast";
import { showApproval } from "@/features/approval";
import { useSignInHandlers } from "@/features/sign-in";
import { type ConnectionView, useRefreshTools } from "@/ipc";
import type { SheetFocus } from "@/lib/sheet-focus";
import { useConnectionCommands } from "./use-connection-commands";

/** What the playground can do about a failure of this connection. `retry` repeats what failed. */
export function useFailureHandlers(connection: ConnectionView, retry: () => void): FailureHandlers {
  const navigate = useNavigate();
  const { connect, enable } = useConnectionCommands();
  const refresh = useRefreshTools(connection.id);
  const configure = (focus: SheetFocus) => () =>
    void navigate({ to: "/connections", search: { configure: connection.id, focus } });
  const page = (tab: "activity" | undefined) =>
    void navigate({ to: "/connection/$id", params: { id: connection.id }, search: { tab } });
  return {
    ...useSignInHandlers(connection),
    retry,
    connect: () => connect(connection),
    enable: () => enable(connection),
    refresh_tools: () =>
      refresh.mutate(undefined, { onError: (error) => toastFailure(error, connection.name) }),
    approve: () => showApproval(connection.id),
    edit_connection: ({ field }) => configure(field)(),
    read_log: () => page("activity"),
    review_tools: () => page(undefined),
    edit_url: configure("url"),
    raise_timeout: ({ field }) => configure(field)(),
    use_legacy: configure("era"),
    use_token: configure("token"),
    use_headers: configure("token"),
    replace_token: configure("token"),
    check_header: configure("token"),
  };
}
