import type { ReactNode } from "react";
import { Group, Panel, type PanelProps, Separator } from "react-resizable-panels";
import { cn } from "@/lib/cn";

interface SplitPaneProps {
  /** Beside each other, or above each other. */
  orientation?: "horizontal" | "vertical";
  /** `SplitPanel`s with a `SplitHandle` between each two. */
  children: ReactNode;
  className?: string;
}

/** Panes whose borders can be moved, with the pointer or the arrow keys; a double click resets. */
export function SplitPane({ orientation = "horizontal", children, className }: SplitPaneProps) {
  return (
    <Group orientation={orientation} className={cn("min-h-0 min-w-0", className)}>
      {children}
    </Group>
  );
}

/** One pane. Sizes are pixels as numbers or percentages as text. */
export function SplitPanel({ className, ...rest }: PanelProps) {
  return <Panel className={cn("min-h-0 min-w-0", className)} {...rest} />;
}

/** The border between two panes. Its name says what it resizes. */
export function SplitHandle({ label }: { label: string }) {
  return (
    <Separator
      aria-label={label}
      className="relative z-10 bg-line after:absolute data-[separator=active]:bg-accent data-[separator=hover]:bg-control aria-[orientation=horizontal]:h-px aria-[orientation=vertical]:w-px aria-[orientation=horizontal]:after:inset-x-0 aria-[orientation=horizontal]:after:-inset-y-1.5 aria-[orientation=vertical]:after:inset-y-0 aria-[orientation=vertical]:after:-inset-x-1.5 focus-visible:bg-accent focus-visible:outline-offset-0"
    />
  );
}
