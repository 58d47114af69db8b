import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";

interface PopoverProps {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  /** Its accessible name. */
  label: string;
  align?: "start" | "center" | "end";
  children: ReactNode;
}

/** More about something, in place. */
export function Popover({ trigger, label, align = "start", children }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} className="z-50">
          <Base.Popup
            aria-label={label}
            className="thin-scroll max-h-(--available-height) w-104 max-w-[calc(100vw-32px)] rounded-card border border-line bg-bg p-4 shadow-float transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
