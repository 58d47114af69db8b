import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ComponentProps, type ReactNode, useRef } from "react";
import { cn } from "@/lib/cn";
import { IconButton } from "./icon-button";

const BACKDROP =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0";

interface DialogProps {
  open: boolean;
  /** Called with false when the person wants it closed; refusing is leaving `open` true. */
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Below the title. */
  description?: ReactNode;
  /** The buttons, the primary one last. */
  footer?: ReactNode;
  /** What takes the focus when it opens; the dialog itself otherwise. */
  initialFocus?: ComponentProps<typeof Base.Popup>["initialFocus"];
  className?: string;
  "data-testid"?: string;
  children?: ReactNode;
}

/** A question or a small form over the window. */
export function Dialog({ open, onOpenChange, initialFocus, className, children, ...rest }: DialogProps) {
  const { title, description, footer, ...attributes } = rest;
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          {...attributes}
          ref={popup}
          initialFocus={initialFocus ?? popup}
          className={cn(
            "fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100vh-64px)] w-120 max-w-[calc(100vw-64px)] -translate-x-1/2 -translate-y-1/2 flex-col outline-none rounded-card border border-line bg-bg shadow-float transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0",
            className,
          )}
        >
          <div className="flex items-start justify-between gap-4 px-6 pt-5 pb-2">
            <div className="flex min-w-0 flex-col gap-1">
              <Base.Title className="text-section">{title}</Base.Title>
              {description ? (
                <Base.Description className="text-dialog text-fg2">{description}</Base.Description>
              ) : null}
            </div>
            <CloseButton className="-mt-0.5 -mr-2" />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a field inside, the keyboard scrolls it only so */}
          <div tabIndex={0} className="thin-scroll min-h-0 px-6 py-2 text-dialog outline-none">
            {children}
          </div>
          {footer ? (
            <div className="flex justify-end gap-2 px-6 pt-3 pb-5">{footer}</div>
          ) : (
            <div className="h-4" />
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface SheetProps extends Omit<DialogProps, "description"> {
  /** Beside the title, for example a status. */
  aside?: ReactNode;
}

/** A tall form at the right edge, 640 px wide; its header and footer stay while the middle scrolls. */
export function Sheet({ open, onOpenChange, initialFocus, className, children, ...rest }: SheetProps) {
  const { title, aside, footer, ...attributes } = rest;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          {...attributes}
          initialFocus={initialFocus}
          className={cn(
            "fixed inset-y-0 right-0 z-40 flex w-160 max-w-[calc(100vw-64px)] flex-col border-l bg-bg shadow-float transition-[transform,opacity] duration-160 ease-out data-ending-style:translate-x-4 data-ending-style:opacity-0 data-starting-style:translate-x-4 data-starting-style:opacity-0",
            className,
          )}
        >
          <header className="flex h-14 shrink-0 items-center gap-3 border-b px-6">
            <Base.Title className="min-w-0 truncate text-section">{title}</Base.Title>
            {aside}
            <CloseButton className="-mr-2 ml-auto" />
          </header>
          <div className="thin-scroll min-h-0 flex-1 scroll-py-6 px-6 py-5">{children}</div>
          {footer ? <footer className="shrink-0 border-t bg-s1 px-6 py-3">{footer}</footer> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function CloseButton({ className }: { className?: string }) {
  return (
    <Base.Close
      render={
        <IconButton label="Close" className={className}>
          <X aria-hidden />
        </IconButton>
      }
    />
  );
}
