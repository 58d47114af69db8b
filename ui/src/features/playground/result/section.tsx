import type { ReactNode } from "react";

interface SectionProps {
  title?: string | undefined;
  icon?: ReactNode;
  /** Short facts after the title; empty ones are left out. */
  facts?: readonly (string | null | undefined)[];
  /** At the right end of the heading line. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of a result under a quiet heading line. */
export function Section({ title, icon, facts = [], actions, children }: SectionProps) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div className="flex min-h-7 items-center gap-2 text-fg2 text-meta">
        {icon}
        {title ? <h3 className="max-w-3/5 shrink-0 truncate font-medium text-fg">{title}</h3> : null}
        <span className="tabular min-w-0 truncate">{facts.filter(Boolean).join(" · ")}</span>
        <span className="ml-auto flex shrink-0 items-center gap-1">{actions}</span>
      </div>
      {children}
    </section>
  );
}
