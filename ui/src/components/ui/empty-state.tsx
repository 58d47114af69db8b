import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface EmptyStateProps {
  icon?: ReactNode;
  /** What is (not) here. */
  title: string;
  /** Why, in a sentence. */
  children?: ReactNode;
  /** The one thing to do, and at most one other. */
  actions?: ReactNode;
  className?: string;
  "data-testid"?: string;
}

/** Says what is not here, why, and what to do. */
export function EmptyState({ icon, title, children, actions, className, ...rest }: EmptyStateProps) {
  return (
    <div {...rest} className={cn("grid h-full place-items-center p-6 text-center", className)}>
      <div className="flex max-w-96 flex-col items-center gap-1">
        {icon ? <div className="mb-2 text-fg3 [&>svg.lucide]:size-6">{icon}</div> : null}
        <h2 className="break-words font-medium text-dialog">{title}</h2>
        {children ? <div className="text-fg3">{children}</div> : null}
        {actions ? <div className="mt-3 flex gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
