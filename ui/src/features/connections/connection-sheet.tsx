import { useBlocker, useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { useAuthorize } from "@/features/sign-in";
import { type ConnectionView, type Field, useIpc } from "@/ipc";
import { isAdvanced, type SheetFocus } from "@/lib/sheet-focus";
import { ConnectingLine } from "./connecting-line";
import { ConnectionFields } from "./connection-fields";
import { probeFailureHandlers, testFailureHandlers } from "./failure-handlers";
import { TestResult } from "./test-result";
import { type ConnectionForm, useConnectionForm } from "./use-connection-form";
import { failed } from "./use-probe";
import { type Save, type SaveKind, useSave } from "./use-save";

interface AddSheetProps {
  /** An address to begin with; it is tried at once. */
  url: string | undefined;
  onClose: () => void;
}

/** Adds a server; when it connects, goes on to its tools. */
export function AddSheet({ url, onClose }: AddSheetProps) {
  const ipc = useIpc();
  const navigate = useNavigate();
  const authorize = useAuthorize();
  const form = useConnectionForm({ url });
  const save = useSave(form, {
    save: (request) => ipc.addConnection(request),
    connect: ({ id }) => ipc.connect(id),
    onSaved: ({ id, status }) => {
      if (status.type !== "connected") onClose();
      else void navigate({ to: "/playground", search: { connection: id } });
    },
    authorize: ({ id }) => void authorize(id, { openAfter: true }),
  });
  const kind: SaveKind = endedBadly(form) ? "save" : form.draft.auth === "oauth" ? "authorize" : "connect";
  return (
    <FormSheet title="Add server" form={form} save={save} primary={kind} onClose={onClose} focus="url">
      <Button
        variant="primary"
        busy={save.running !== null}
        onClick={() => void save.run(kind)}
        data-testid="save-button"
      >
        {ADD_LABELS[kind]}
      </Button>
    </FormSheet>
  );
}

const ADD_LABELS: Record<SaveKind, string> = {
  save: "Add anyway",
  connect: "Add and connect",
  authorize: "Add and authorize",
};

/** Whether the last thing heard of the server was bad: then adding does not try it once more. */
function endedBadly({ probe, test }: ConnectionForm): boolean {
  return failed(test.run.state === "idle" ? probe.run : test.run);
}

interface ConfigureSheetProps {
  connection: ConnectionView;
  onClose: () => void;
  onRemove: () => void;
  focus: SheetFocus | undefined;
  /** Another address for it; it is tried at once. */
  url: string | undefined;
  /** Beside the title: how the connection is doing. */
  status: ReactNode;
}

/** Changes a saved connection. Secrets are not read back: blank keeps them. */
export function ConfigureSheet({
  connection,
  onClose,
  onRemove,
  focus = "url",
  url,
  status,
}: ConfigureSheetProps) {
  const ipc = useIpc();
  const authorize = useAuthorize();
  const form = useConnectionForm({ connection, focus, url });
  const save = useSave(form, {
    save: (request) => ipc.configureConnection(connection.id, request),
    connect: ({ id }) => ipc.reconnect(id),
    onSaved: onClose,
    authorize: ({ id }) => void authorize(id),
  });
  const further = furtherStep(connection, form);
  return (
    <FormSheet
      title={`Configure ${connection.name}`}
      aside={status}
      form={form}
      save={save}
      primary={further?.kind ?? "save"}
      onClose={onClose}
      focus={focus}
      removal={
        <Button variant="ghost" className="text-err!" onClick={onRemove} data-testid="remove-button">
          Remove…
        </Button>
      }
    >
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
    </FormSheet>
  );
}

interface FurtherStep {
  kind: Exclude<SaveKind, "save">;
  label: string;
}

const RECONNECT: FurtherStep = { kind: "connect", label: "Save and reconnect" };
const CONNECT: FurtherStep = { kind: "connect", label: "Save and connect" };
const AUTHORIZE: FurtherStep = { kind: "authorize", label: "Save and authorize" };

/** What saving can also do: reach the server the new way. Undefined when there is no reason to. */
function furtherStep({ status, auth }: ConnectionView, form: ConnectionForm): FurtherStep | undefined {
  const signsIn = form.draft.auth === "oauth";
  const nobody = auth.type !== "oauth" || auth.settings.account === null || auth.settings.account.expired;
  switch (status.type) {
    case "connected":
    case "connecting":
      if (!form.liveChanged) return undefined;
      return signsIn && (nobody || form.signInChanged) ? AUTHORIZE : RECONNECT;
    case "error":
    case "not_connected":
      return signsIn && (nobody || form.signInChanged) ? AUTHORIZE : CONNECT;
    case "needs_sign_in":
    case "expired":
    case "signing_in":
      return signsIn ? AUTHORIZE : CONNECT;
    case "disabled":
      return undefined;
  }
}

/** The fields that are folded away: an error there unfolds them. */
const FOLDED_FIELDS: ReadonlySet<Field["type"]> = new Set([
  "connect_timeout",
  "request_timeout",
  "pkce",
  "resource",
  "issuer",
  "loopback_port",
  "extra_parameter_name",
  "extra_parameter_value",
]);

interface FormSheetProps {
  title: string;
  aside?: ReactNode;
  form: ConnectionForm;
  save: Save;
  /** What Enter in a field does. */
  primary: SaveKind;
  onClose: () => void;
  focus: SheetFocus;
  /** At the left of the footer. */
  removal?: ReactNode;
  /** The buttons that save. */
  children: ReactNode;
}

function FormSheet({ title, aside, form, save, primary, onClose, focus, removal, children }: FormSheetProps) {
  const [advanced, setAdvanced] = useState(isAdvanced(focus));
  const guard = useBlocker({
    shouldBlockFn: () => form.dirty && !save.done.current,
    enableBeforeUnload: false,
    withResolver: true,
  });
  const openAdvanced = () => setAdvanced(true);
  const retryProbe = () => form.tryUrl(form.draft.url);
  const retryTest = () => void form.runTest();
  const foldedWrong = form.checks.errors.some(({ field }) => FOLDED_FIELDS.has(field.type));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run(primary);
  };
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      aside={aside}
      initialFocus={() => firstField(focus)}
      data-testid="connection-sheet"
      footer={
        <>
          <TestResult test={form.test} handlers={testFailureHandlers(form, openAdvanced, retryTest)} />
          {save.failure ? (
            <ErrorCard
              failure={save.failure}
              handlers={{ retry: () => void save.run(primary) }}
              className="mb-3"
            />
          ) : null}
          {save.connecting ? <ConnectingLine id={save.connecting.id} /> : null}
          <div className="flex flex-wrap items-center gap-2">
            {removal}
            <Button
              disabled={form.test.run.state === "running" || save.running !== null}
              onClick={retryTest}
              data-testid="test-button"
            >
              Test connection
            </Button>
            <Button
              variant="ghost"
              className="ml-auto"
              onClick={save.connecting ? save.cancel : onClose}
              data-testid="cancel-button"
            >
              Cancel
            </Button>
            {children}
          </div>
          <AlertDialog
            open={guard.status === "blocked"}
            onOpenChange={(open) => !open && guard.reset?.()}
            title="Discard what you entered?"
            cancel="Keep editing"
            confirm="Discard"
            onConfirm={() => guard.proceed?.()}
            data-testid="discard-dialog"
          >
            Nothing of it is saved yet.
          </AlertDialog>
        </>
      }
    >
      <form onSubmit={submit} noValidate>
        {/* What is entered while it is saved would be lost. */}
        <fieldset
          disabled={save.running !== null}
          inert={save.running !== null}
          className="min-w-0 transition-opacity duration-120 inert:opacity-60"
          data-testid="connection-form"
        >
          <ConnectionFields
            form={form}
            handlers={probeFailureHandlers(form, form.probe.run, retryProbe)}
            advanced={advanced || foldedWrong}
            onAdvanced={setAdvanced}
          />
        </fieldset>
        {/* Enter in a field submits; the visible buttons are in the footer. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Sheet>
  );
}

function firstField(focus: SheetFocus): HTMLElement | null {
  const sheet = document.querySelector('[data-testid="connection-sheet"]');
  return (
    sheet?.querySelector<HTMLElement>(`[data-field="${focus}"]`) ?? sheet?.querySelector("input") ?? null
  );
}
