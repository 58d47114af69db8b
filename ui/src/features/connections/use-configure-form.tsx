import { Button } from "@/components/ui/button";
import { showApproval } from "@/features/approval";
import { useAuthorize } from "@/features/sign-in";
import { type ConnectionView, useIpc } from "@/ipc";
import type { SheetFocus } from "@/lib/sheet-focus";
import { type ConnectionForm, useConnectionForm } from "./use-connection-form";
import type { FormPartsProps } from "./use-form-parts";
import { type SaveKind, useSave } from "./use-save";

interface ConfigureFormProps {
  connection: ConnectionView;
  /** It is saved, and connected if that was asked. */
  onSaved: () => void;
  focus: SheetFocus | undefined;
  /** Another address for it; it is tried at once. */
  url: string | undefined;
}

/** The form that changes a saved connection. Secrets are not read back: blank keeps them. */
export function useConfigureForm({ connection, onSaved, focus = "url", url }: ConfigureFormProps) {
  const ipc = useIpc();
  const authorize = useAuthorize();
  const form = useConnectionForm({ connection, focus, url });
  const save = useSave(form, {
    save: (request) => ipc.configureConnection(connection.id, request),
    connect: ({ id }) => ipc.reconnect(id),
    onSaved: ({ id, status }) => {
      if (status.type === "needs_approval") showApproval(id);
      onSaved();
    },
    authorize: ({ id }) => void authorize(id),
  });
  const further = furtherStep(connection, form);
  const buttons = (
    <>
      <Button
        variant={further ? "secondary" : "primary"}
        busy={save.running === "save"}
        disabled={!form.dirty}
        onClick={() => void save.run("save")}
        data-testid={further ? "save-only-button" : "save-button"}
      >
        Save
      </Button>
      {further ? (
        <Button
          variant="primary"
          busy={save.running === further.kind}
          onClick={() => void save.run(further.kind)}
          data-testid="save-button"
        >
          {further.label}
        </Button>
      ) : null}
    </>
  );
  return { form, save, primary: further?.kind ?? "save", focus, buttons } satisfies FormPartsProps;
}

interface FurtherStep {
  kind: Exclude<SaveKind, "save">;
  label: string;
}

const RECONNECT: FurtherStep = { kind: "connect", label: "Save and reconnect" };
const CONNECT: FurtherStep = { kind: "connect", label: "Save and connect" };
const AUTHORIZE: FurtherStep = { kind: "authorize", label: "Save and authorize" };
const REVIEW: FurtherStep = { kind: "connect", label: "Save and review" };

/** What saving can also do: reach the server the new way. Undefined when there is no reason to. */
function furtherStep(
  { status, auth, target }: ConnectionView,
  form: ConnectionForm,
): FurtherStep | undefined {
  const approved = target.type !== "command" || (target.command.approved && !form.commandChanged);
  if (!approved && status.type !== "disabled") return REVIEW;
  const signsIn = form.draft.kind === "url" && form.draft.auth === "oauth";
  const nobody = auth.type !== "oauth" || auth.settings.account === null || auth.settings.account.expired;
  switch (status.type) {
    case "connected":
    case "connecting":
      if (!form.liveChanged) return undefined;
      return signsIn && (nobody || form.signInChanged) ? AUTHORIZE : RECONNECT;
    case "error":
    case "not_connected":
    case "needs_approval":
      return signsIn && (nobody || form.signInChanged) ? AUTHORIZE : CONNECT;
    case "needs_sign_in":
    case "expired":
    case "signing_in":
      return signsIn ? AUTHORIZE : CONNECT;
    case "disabled":
      return undefined;
  }
}
