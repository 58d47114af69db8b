import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<ButtonProps, "aria-label" | "size"> {
  /** Object and action, such as “Reconnect Linear”: the accessible name and the tooltip. */
  label: string;
  /** Shown in the tooltip after the label. */
  shortcut?: string;
  size?: "icon" | "icon-sm";
}

/** A button that shows only an icon, with its name in a tooltip. */
export function IconButton({
  label,
  shortcut,
  variant = "ghost",
  size = "icon-sm",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <Button aria-label={label} variant={variant} size={size} {...rest} />
    </Tooltip>
  );
}
