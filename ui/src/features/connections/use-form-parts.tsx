import { useBlocker } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Field } from "@/ipc";
import { isAdvanced, type SheetFocus } from "@/lib/sheet-focus";
import { ConnectingLine } from "./connecting-line";
import { ConnectionFields } from "./connection-fields";
import { probeFailureHandlers, testFailureHandlers } from "./failure-handlers";
import { TestResult } from "./test-result";
import type { ConnectionForm } from "./use-connection-form";
import type { Save, SaveKind } from "./use-save";

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
  "proxy_url",
  "proxy_password",
  "authority_path",
  "certificate_path",
  "key_path",
  "root",
]);

export interface FormPartsProps {
  form: ConnectionForm;
  save: Save;
  /** What Enter in a field does. */
  primary: SaveKind;
  focus: SheetFocus;
  /** Leaves the form; without it there is nothing to leave. */
  onClose?: (() => void) | undefined;
  /** At the left of the footer. */
  removal?: ReactNode;
  /** The buttons that save. */
  buttons: ReactNode;
}

/** A connection's form in two parts, fields and footer, for a sheet or a page. Leaving it with changes asks first. */
export function useFormParts({ form, save, primary, focus, onClose, removal, buttons }: FormPartsProps) {
  const [advanced, setAdvanced] = useState(isAdvanced(focus));
  const guard = useBlocker({
    shouldBlockFn: () => form.dirty && !save.done.current,
    enableBeforeUnload: false,
    withResolver: true,
  });
  const retryProbe = () => form.tryUrl(form.draft.url);
  const retryTest = () => void form.runTest();
  const foldedWrong = form.checks.errors.some(({ field }) => FOLDED_FIELDS.has(field.type));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run(primary);
  };
  const body = (
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
  );
  const footer = (
    <>
      <TestResult test={form.test} handlers={testFailureHandlers(form, () => setAdvanced(true), retryTest)} />
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
        {testable(form) ? (
          <Button
            disabled={form.test.run.state === "running" || save.running !== null}
            onClick={retryTest}
            data-testid="test-button"
          >
            Test connection
          </Button>
        ) : null}
        <span className="ml-auto" />
        {onClose || save.connecting ? (
          <Button
            variant="ghost"
            onClick={save.connecting ? save.cancel : onClose}
            data-testid="cancel-button"
          >
            Cancel
          </Button>
        ) : null}
        {buttons}
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
  );
  return { body, footer };
}

/** A test runs a command, so it is offered only for what has been approved. */
function testable({ draft, connection, commandChanged }: ConnectionForm): boolean {
  if (draft.kind !== "command") return draft.kind === "url";
  return !commandChanged && connection?.target.type === "command" && connection.target.command.approved;
}
