import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { Kbd } from "./kbd";

/** One delay for all tooltips below it: after the first, neighbours open at once. */
export const TooltipProvider = Base.Provider;

interface TooltipProps {
  text: string;
  shortcut?: string | undefined;
  side?: "top" | "bottom" | "left" | "right";
  /** The element it explains. */
  children: ReactElement<Record<string, unknown>>;
}

/** A short explanation on hover and keyboard focus. Never the only place where something is said. */
export function Tooltip({ text, shortcut, side = "bottom", children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="z-50">
          <Base.Popup className="flex max-w-80 items-center gap-2 rounded-control border border-line bg-bg px-2 py-1 text-meta text-fg shadow-float transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0">
            <span className="break-words">{text}</span>
            {shortcut ? <Kbd keys={shortcut} /> : null}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
