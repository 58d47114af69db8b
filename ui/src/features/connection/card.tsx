import { type ReactNode, useId } from "react";

interface CardProps {
  title: string;
  /** Below the title, in a sentence. */
  about?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  "data-testid"?: string;
  children: ReactNode;
}

/** One subject of the overview. */
export function Card({ title, about, actions, children, ...rest }: CardProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-3 rounded-card border p-4" {...rest}>
      <div className="flex items-start justify-between gap-3">
        <div className="flex min-w-0 flex-col">
          <h2 id={id} className="font-semibold text-dialog">
            {title}
          </h2>
          {about ? <p className="text-fg3 text-meta">{about}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap justify-end gap-2">{actions}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** Facts by name. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">{children}</dl>;
}

/** One fact. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-fg3">{name}</dt>
      <dd className="min-w-0 select-text break-words">{children}</dd>
    </>
  );
}
