import { Switch as Base } from "@base-ui/react/switch";
import { useFieldControl } from "./field";

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Says what it switches; needed outside a Field. */
  "aria-label"?: string;
  "data-testid"?: string;
  disabled?: boolean;
}

/** Something that is on or off and takes effect at once. */
export function Switch({ checked, onChange, ...rest }: SwitchProps) {
  return (
    <Base.Root
      {...useFieldControl()}
      {...rest}
      checked={checked}
      onCheckedChange={onChange}
      className="inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-control bg-s2 p-0.5 transition-colors duration-120 data-checked:border-accent data-checked:bg-accent data-disabled:opacity-60"
    >
      <Base.Thumb className="size-4.5 rounded-full bg-fg3 transition-transform duration-120 data-checked:translate-x-4 data-checked:bg-on-accent" />
    </Base.Root>
  );
}
