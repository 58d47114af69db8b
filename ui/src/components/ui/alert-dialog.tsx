import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import { type ComponentProps, type ReactNode, useRef } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What happens, in one or two sentences. */
  children: ReactNode;
  /** The verb of the confirming button. */
  confirm: string;
  onConfirm: () => void;
  cancel?: string;
  tone?: "danger" | "primary";
  busy?: boolean;
  /** There is nothing that could be confirmed. */
  confirmDisabled?: boolean;
  /** What takes the focus when it closes; what had it before otherwise. */
  finalFocus?: ComponentProps<typeof Base.Popup>["finalFocus"];
  /** Below the sentences: what the answer depends on. */
  details?: ReactNode;
  /** Another way to say yes, between the two buttons. */
  alternative?: ReactNode;
  className?: string;
  "data-testid"?: string;
}

/** A confirmation. The focus starts on Cancel, and clicking beside it does nothing. */
export function AlertDialog(props: AlertDialogProps) {
  const { open, onOpenChange, title, children, confirm, onConfirm, busy, ...attributes } = props;
  const { cancel = "Cancel", tone = "danger", details, alternative, className, ...others } = attributes;
  const { confirmDisabled, ...rest } = others;
  const cancelButton = useRef<HTMLButtonElement>(null);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop
          forceRender
          className="fixed inset-0 z-40 bg-scrim transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0"
        />
        <Base.Popup
          {...rest}
          initialFocus={cancelButton}
          className={cn(
            "fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100vh-32px)] w-110 max-w-[calc(100vw-64px)] -translate-x-1/2 -translate-y-1/2 rounded-card border flex-col border-line bg-bg py-6 shadow-float transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0",
            className,
          )}
        >
          {/* Scrolls by itself, so that the focus on Cancel does not carry the title out of sight. */}
          <div tabIndex={details ? 0 : undefined} className="thin-scroll min-h-0 px-6 outline-none">
            <Base.Title className="break-words text-section">{title}</Base.Title>
            <Base.Description className="mt-2 text-dialog text-fg2">{children}</Base.Description>
            {details}
          </div>
          <div className="mt-6 flex shrink-0 flex-wrap items-center justify-end gap-2 px-6">
            <Base.Close ref={cancelButton} render={<Button data-testid="dialog-cancel">{cancel}</Button>} />
            {alternative}
            <Button
              variant={tone === "danger" ? "danger" : "primary"}
              busy={busy}
              disabled={confirmDisabled}
              onClick={onConfirm}
              data-testid="dialog-confirm"
            >
              {confirm}
            </Button>
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
