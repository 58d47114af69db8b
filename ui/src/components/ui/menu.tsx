import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Kbd } from "./kbd";

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: "start" | "center" | "end";
  children: ReactNode;
}

/** Commands behind a button. */
export function Menu({ trigger, align = "end", children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-50">
          <Base.Popup className="min-w-44 rounded-card border border-line bg-bg p-1 shadow-float outline-none transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  onSelect: () => void;
  icon?: ReactNode;
  shortcut?: string;
  tone?: "danger";
  disabled?: boolean;
  "data-testid"?: string;
  children: ReactNode;
}

/** One command. */
export function MenuItem({ onSelect, icon, shortcut, tone, disabled, children, ...rest }: MenuItemProps) {
  return (
    <Base.Item
      {...rest}
      disabled={disabled}
      onClick={onSelect}
      className={cn(
        "flex h-8 cursor-default items-center gap-2 rounded-control px-2 outline-none data-disabled:text-fg3 data-highlighted:bg-s2",
        tone === "danger" && "text-err",
      )}
    >
      <span className="grid size-4 place-items-center text-fg3">{icon}</span>
      <span className="flex-1 pr-4">{children}</span>
      {shortcut ? <Kbd keys={shortcut} /> : null}
    </Base.Item>
  );
}

/** A line between groups of commands. */
export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
