import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** One tab with what it shows. */
export interface Tab<T extends string> {
  value: T;
  label: ReactNode;
  "data-testid"?: string;
}

interface TabsProps<T extends string> {
  value: T;
  tabs: readonly Tab<T>[];
  onChange: (value: T) => void;
  /** What the tabs divide. */
  "aria-label": string;
  /** At the right end of the tab row. */
  aside?: ReactNode;
  className?: string;
  /** The panel of the chosen tab. */
  children: ReactNode;
}

/** Views of one thing, one at a time. */
export function Tabs<T extends string>({
  value,
  tabs,
  onChange,
  aside,
  className,
  children,
  ...rest
}: TabsProps<T>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={cn("flex min-h-0 flex-col", className)}
    >
      <div className="flex shrink-0 items-center gap-2 border-b">
        <Base.List {...rest} className="flex gap-1">
          {tabs.map(({ value: tab, label, ...attributes }) => (
            <Base.Tab
              key={tab}
              value={tab}
              {...attributes}
              className="-mb-px h-9 cursor-default border-b-2 border-transparent px-2.5 font-medium text-fg2 hover:text-fg focus-visible:-outline-offset-2 data-active:border-accent data-active:text-fg"
            >
              {label}
            </Base.Tab>
          ))}
        </Base.List>
        {aside ? <div className="ml-auto flex items-center gap-1">{aside}</div> : null}
      </div>
      <Base.Panel
        value={value}
        className="min-h-0 flex-1 outline-none focus-visible:outline-2 focus-visible:-outline-offset-2"
      >
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
