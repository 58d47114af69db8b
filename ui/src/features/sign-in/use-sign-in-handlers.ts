import { useNavigate } from "@tanstack/react-router";
import type { FailureHandlers } from "@/components/error-card";
import { toastFailure } from "@/components/failure-toast";
import { toast } from "@/components/ui/toast";
import { type ConnectionView, useIpc } from "@/ipc";
import { useAuthorize } from "./use-authorize";
import { useSaveAndAuthorize } from "./use-save-and-authorize";

type SignInHandlers = Required<
  Pick<
    FailureHandlers,
    | "authorize"
    | "use_oauth"
    | "use_deep_link"
    | "allow_unadvertised"
    | "allow_private_addresses"
    | "edit_sign_in"
    | "copy_redirect"
  >
>;

/** What every page can do about a sign-in of this connection that is missing or went wrong. */
export function useSignInHandlers(connection: ConnectionView): SignInHandlers {
  const ipc = useIpc();
  const navigate = useNavigate();
  const authorize = useAuthorize();
  const saveAndAuthorize = useSaveAndAuthorize();
  const { id } = connection;
  return {
    authorize: ({ scopes }) => void authorize(id, { scopes }),
    use_oauth: () => void saveAndAuthorize(connection, () => ({ auth: "oauth" })),
    use_deep_link: () =>
      void saveAndAuthorize(connection, ({ oauth }) => ({ oauth: { ...oauth, redirect: "deep_link" } })),
    allow_unadvertised: () =>
      void saveAndAuthorize(connection, ({ oauth }) => ({ oauth: { ...oauth, pkce: "allow_unadvertised" } })),
    allow_private_addresses: () =>
      void saveAndAuthorize(connection, ({ oauth }) => ({
        oauth: { ...oauth, allowPrivateAddresses: true },
      })),
    edit_sign_in: ({ field }) =>
      void navigate({ to: "/connections", search: { configure: id, focus: field } }),
    copy_redirect: ({ uri }) =>
      void ipc.copyText(uri).then(
        () => toast({ title: "Copied the redirect URI.", description: uri }),
        (error: unknown) => toastFailure(error),
      ),
  };
}
