import { useNavigate } from "@tanstack/react-router";

import type { FailureHandlers } from "@/components/error-card";
import { toastFailure } from "@/components/failure-toast";
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
  return {
    ...useSignInHandlers(connection),
    retry,
    connect: () => connect(connection),
    enable: () => enable(connection),
    refresh_tools: () =>
      refresh.mutate(undefined, { onError: (error) => toastFailure(error, connection.name) }),
    edit_url: configure("url"),
    raise_timeout: ({ field }) => configure(field)(),
    use_legacy: configure("era"),
    use_token: configure("token"),
    use_headers: configure("token"),
    replace_token: configure("token"),
    check_header: configure("token"),
  };
}
