import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

/** One choice of a {@link Segmented}. */
export interface Segment<T extends string> {
  value: T;
  label: ReactNode;
  "data-testid"?: string;
  disabled?: boolean;
}

interface SegmentedProps<T extends string> {
  value: T;
  segments: readonly Segment<T>[];
  onChange: (value: T) => void;
  /** What is chosen. */
  "aria-label": string;
  size?: "md" | "sm";
  className?: string;
  /** Put on the chosen segment, which takes the focus. */
  "data-field"?: string;
}

/** A choice of one from few, all visible: radio buttons in a row, moved between with the arrow keys. */
export function Segmented<T extends string>({
  value,
  segments,
  onChange,
  size = "md",
  className,
  "data-field": field,
  ...rest
}: SegmentedProps<T>) {
  return (
    <RadioGroup
      {...rest}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={cn(
        "inline-flex w-fit max-w-full flex-wrap rounded-control border border-line bg-s2 p-0.5",
        className,
      )}
    >
      {segments.map(({ value: segment, label, ...attributes }) => (
        <Radio.Root
          key={segment}
          value={segment}
          {...attributes}
          data-field={segment === value ? field : undefined}
          className={cn(
            "inline-flex cursor-default items-center gap-1.5 whitespace-nowrap rounded-[4px] border border-transparent font-medium text-fg2 transition-colors duration-120 hover:text-fg data-checked:border-line data-checked:bg-bg data-checked:text-fg data-disabled:text-fg3",
            size === "md" ? "h-7 px-3" : "h-6 px-2 text-meta",
          )}
        >
          {label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
