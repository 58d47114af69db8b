import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import { type ReactNode, useId } from "react";

interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  description?: ReactNode;
  "data-testid"?: string;
  "data-field"?: string;
  disabled?: boolean;
}

/** A yes-or-no with its label. */
export function Checkbox({ checked, onChange, label, description, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <Base.Root
        {...rest}
        aria-labelledby={`${id}-label`}
        aria-describedby={description ? `${id}-about` : undefined}
        checked={checked}
        onCheckedChange={onChange}
        id={id}
        className="relative mt-0.5 grid size-4 shrink-0 place-items-center rounded-[4px] border border-control bg-bg after:absolute after:-inset-1 data-checked:border-accent data-checked:bg-accent data-disabled:opacity-60"
      >
        <Base.Indicator className="text-on-accent">
          <Check aria-hidden className="size-3! stroke-3!" />
        </Base.Indicator>
      </Base.Root>
      <div className="flex min-w-0 flex-col">
        <label htmlFor={id} id={`${id}-label`}>
          {label}
        </label>
        {description ? (
          <span id={`${id}-about`} className="text-meta text-fg3">
            {description}
          </span>
        ) : null}
      </div>
    </div>
  );
}
