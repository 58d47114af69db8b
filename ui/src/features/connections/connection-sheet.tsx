import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Sheet } from "@/components/ui/dialog";
import { showApproval } from "@/features/approval";
import { useAuthorize } from "@/features/sign-in";
import { type ConnectionView, useIpc } from "@/ipc";
import type { SheetFocus } from "@/lib/sheet-focus";
import { useConfigureForm } from "./use-configure-form";
import { type ConnectionForm, useConnectionForm } from "./use-connection-form";
import { type FormPartsProps, useFormParts } from "./use-form-parts";
import { failed } from "./use-probe";
import { type SaveKind, useSave } from "./use-save";

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
      if (status.type === "needs_approval") showApproval(id, { openAfter: true });
      if (status.type !== "connected") onClose();
      else void navigate({ to: "/playground", search: { connection: id } });
    },
    authorize: ({ id }) => void authorize(id, { openAfter: true }),
  });
  const kind = furtherKind(form);
  return (
    <FormSheet
      title="Add server"
      form={form}
      save={save}
      primary={kind}
      onClose={onClose}
      focus="url"
      buttons={
        <Button
          variant="primary"
          busy={save.running !== null}
          onClick={() => void save.run(kind)}
          data-testid="save-button"
        >
          {form.draft.kind === "command" ? "Add and review" : ADD_LABELS[kind]}
        </Button>
      }
    />
  );
}

const ADD_LABELS: Record<SaveKind, string> = {
  save: "Add anyway",
  connect: "Add and connect",
  authorize: "Add and authorize",
};

function furtherKind(form: ConnectionForm): SaveKind {
  if (form.draft.kind === "command") return "connect";
  if (endedBadly(form)) return "save";
  return form.draft.auth === "oauth" ? "authorize" : "connect";
}

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

/** Changes a saved connection over the page it was asked from. */
export function ConfigureSheet({ connection, onClose, onRemove, status, ...rest }: ConfigureSheetProps) {
  const parts = useConfigureForm({ connection, onSaved: onClose, ...rest });
  return (
    <FormSheet
      {...parts}
      title={`Configure ${connection.name}`}
      aside={status}
      onClose={onClose}
      removal={
        <Button variant="ghost" className="text-err!" onClick={onRemove} data-testid="remove-button">
          Remove…
        </Button>
      }
    />
  );
}

interface FormSheetProps extends FormPartsProps {
  title: string;
  aside?: ReactNode;
  onClose: () => void;
}

function FormSheet({ title, aside, ...parts }: FormSheetProps) {
  const { body, footer } = useFormParts(parts);
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && parts.onClose()}
      title={title}
      aside={aside}
      initialFocus={() => firstField(parts.focus)}
      data-testid="connection-sheet"
      footer={footer}
    >
      {body}
    </Sheet>
  );
}

function firstField(focus: SheetFocus): HTMLElement | null {
  const sheet = document.querySelector('[data-testid="connection-sheet"]');
  return (
    sheet?.querySelector<HTMLElement>(`[data-field="${focus}"]`) ??
    sheet?.querySelector("[data-field]") ??
    null
  );
}
