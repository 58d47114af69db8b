import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "@/lib/cn";

/** A remark below a field, with buttons that act on it. */
export interface FieldRemark {
  severity: "error" | "warning" | "notice";
  text: string;
  /** Fixes, offered beside the text. */
  actions?: ReactNode;
}

interface FieldContextValue {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<FieldContextValue | null>(null);

/** What a control inside a {@link Field} puts on its element: its id, and the texts that explain it. */
export function useFieldControl(): {
  id?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
} {
  const field = useContext(FieldContext);
  if (!field) return {};
  return { id: field.id, "aria-describedby": field.describedBy, "aria-invalid": field.invalid || undefined };
}

interface FieldProps {
  label: ReactNode;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  /** Beside the label, for example a type or a link. */
  aside?: ReactNode;
  description?: ReactNode;
  remarks?: readonly FieldRemark[] | undefined;
  className?: string;
  children: ReactNode;
}

/** A labelled control with its description and remarks, tied together for assistive technology. */
export function Field({
  label,
  hideLabel,
  aside,
  description,
  remarks = [],
  className,
  children,
}: FieldProps) {
  const id = useId();
  const describedBy = [
    description ? `${id}-about` : "",
    ...remarks.map((_, index) => `${id}-remark-${index}`),
  ]
    .filter(Boolean)
    .join(" ");
  const invalid = remarks.some((remark) => remark.severity === "error");
  return (
    <FieldContext value={{ id, describedBy: describedBy || undefined, invalid }}>
      <div className={cn("flex min-w-0 flex-col gap-1", className)}>
        <div className={cn("flex min-w-0 items-baseline gap-2", hideLabel && "sr-only")}>
          <label htmlFor={id} className="font-medium">
            {label}
          </label>
          {aside}
        </div>
        {children}
        {description ? (
          <p id={`${id}-about`} className="text-meta text-fg3">
            {description}
          </p>
        ) : null}
        {remarks.map((remark, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: remarks have no identity beyond their place
          <Remark key={index} id={`${id}-remark-${index}`} remark={remark} />
        ))}
      </div>
    </FieldContext>
  );
}

const REMARK_ICONS = { error: CircleAlert, warning: TriangleAlert, notice: Info } as const;
const REMARK_TONES = { error: "text-err", warning: "text-auth", notice: "text-fg2" } as const;

function Remark({ id, remark }: { id: string; remark: FieldRemark }) {
  const Icon = REMARK_ICONS[remark.severity];
  return (
    <div
      data-severity={remark.severity}
      className={cn("flex items-start gap-1.5 text-meta", REMARK_TONES[remark.severity])}
    >
      <Icon aria-hidden className="mt-px size-3.5!" />
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <span id={id} className="break-words">
          {remark.text}
        </span>
        {remark.actions}
      </div>
    </div>
  );
}
