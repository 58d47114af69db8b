import type { ComponentProps } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { type ConnectionView, useConnection } from "@/ipc";
import { removalWords } from "./removal-words";

type AlertProps = ComponentProps<typeof AlertDialog>;

interface RemoveQuestionProps
  extends Pick<AlertProps, "open" | "onOpenChange" | "busy" | "onConfirm" | "finalFocus"> {
  connection: ConnectionView;
}

/** Asks whether a connection shall go, and says what goes with it. */
export function RemoveQuestion({ connection, ...rest }: RemoveQuestionProps) {
  // As the core knows it now: calls may have been made since it was listed.
  const current = useConnection(connection.id) ?? connection;
  return (
    <AlertDialog
      {...rest}
      title={`Remove “${connection.name}”?`}
      confirm="Remove"
      data-testid="remove-dialog"
    >
      {removalWords(current)}
    </AlertDialog>
  );
}
