import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { cn } from "@/lib/cn";
import { useFieldControl } from "./field";

/** One choice of a {@link Select}. */
export interface SelectOption<T extends string> {
  value: T;
  label: string;
  /** A second line that explains the choice. */
  description?: string;
}

interface SelectProps<T extends string> {
  value: T | null;
  options: readonly SelectOption<T>[];
  onChange: (value: T) => void;
  placeholder?: string;
  /** Needed outside a Field. */
  "aria-label"?: string;
  "data-testid"?: string;
  "data-field"?: string;
  /** Put before the value on the button, such as “Sort:”. */
  prefix?: string;
  disabled?: boolean;
  className?: string;
}

/** A choice of one from a short list. */
export function Select<T extends string>({
  value,
  options,
  onChange,
  placeholder = "Choose…",
  prefix,
  disabled,
  className,
  ...rest
}: SelectProps<T>) {
  const control = useFieldControl();
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => next !== null && onChange(next as T)}
      disabled={disabled}
    >
      <Base.Trigger
        {...control}
        {...rest}
        className={cn(
          "inline-flex h-8 min-w-0 items-center justify-between gap-2 rounded-control border border-control bg-bg px-2.5 text-left hover:bg-s1 aria-invalid:border-err disabled:border-line disabled:bg-s1 disabled:text-fg3",
          className,
        )}
      >
        <span className={cn("truncate", !chosen && "text-fg3")}>
          {prefix ? <span className="text-fg3">{prefix} </span> : null}
          {chosen?.label ?? placeholder}
        </span>
        <ChevronDown aria-hidden className="text-fg3" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="thin-scroll max-h-(--available-height) min-w-(--anchor-width) rounded-card border border-line bg-bg p-1 shadow-float outline-none transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex min-h-7 cursor-default items-start gap-2 rounded-control py-1 pr-3 pl-2 outline-none data-highlighted:bg-s2"
              >
                <span className="grid h-5 w-4 place-items-center">
                  <Base.ItemIndicator>
                    <Check aria-hidden className="size-3.5!" />
                  </Base.ItemIndicator>
                </span>
                <span className="flex flex-col">
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.description ? (
                    <span className="text-meta text-fg3">{option.description}</span>
                  ) : null}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
