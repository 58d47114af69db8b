import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { ConnectionView, SessionStatus } from "@/ipc";
import { useAuthorize } from "./use-authorize";
import { useSaveAndAuthorize } from "./use-save-and-authorize";

/** How a connection that asks who we are lets us in: through the browser, as it is or once set so, or with a token. */
type WayIn = "authorize" | "use_oauth" | "token";

function wayIn({ auth, status }: ConnectionView): WayIn {
  if (auth.type === "oauth") return "authorize";
  return wantsOAuth(status) && auth.type === "none" ? "use_oauth" : "token";
}

/** Whether a server refused us for want of a sign-in that the browser can give. */
export function wantsOAuth(status: SessionStatus): boolean {
  return status.type === "needs_sign_in" && status.failure.code === "unauthorized" && status.failure.oauth;
}

/** What the button is called that leads in. */
export function wayInLabel(connection: ConnectionView): string {
  const { status } = connection;
  if (status.type === "expired") return "Authorize again";
  if (wayIn(connection) !== "token") return "Authorize";
  const failure = status.type === "needs_sign_in" ? status.failure : undefined;
  const sent =
    (failure?.code === "unauthorized" || failure?.code === "forbidden") && failure.credential !== null;
  return sent ? "Replace token" : "Add token";
}

/** Takes the way in. The scopes that a server asked for come along. */
export function useWayIn(): (connection: ConnectionView) => void {
  const navigate = useNavigate();
  const authorize = useAuthorize();
  const saveAndAuthorize = useSaveAndAuthorize();
  return useCallback(
    (connection) => {
      const { id, status } = connection;
      switch (wayIn(connection)) {
        case "authorize":
          return void authorize(id, { scopes: missingScopes(status) });
        case "use_oauth":
          return void saveAndAuthorize(connection, () => ({ auth: "oauth" }));
        case "token":
          return void navigate({ to: "/connections", search: { configure: id, focus: "token" } });
      }
    },
    [navigate, authorize, saveAndAuthorize],
  );
}

function missingScopes(status: SessionStatus): string[] {
  if (status.type !== "needs_sign_in" || status.failure.code !== "sign_in") return [];
  const { problem } = status.failure;
  return problem.type === "scope_missing" ? problem.needed : [];
}
