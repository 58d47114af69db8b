import { X } from "lucide-react";
import { type ReactNode, useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field, type FieldRemark } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import type { Control } from "@/lib/schema";
import type { ControlProps } from "./argument";
import { formatHint, kindWords } from "./field-words";
import { JsonControl } from "./json-control";
import { ListControl } from "./list-control";
import { ScalarControl } from "./scalar-control";

interface FieldRowProps extends ControlProps {
  /** Why the value doesn't match the schema. */
  problem: string | undefined;
  /** What there is to say about sending anything at all. */
  warning?: string | undefined;
  /** Shows the problem even while the field is being filled in or still empty. */
  insist: boolean;
  unfinished: string | undefined;
  onUnfinished: (text: string) => void;
}

/** One argument: its name, what it takes, its control, and whether it is sent. */
export function FieldRow(props: FieldRowProps) {
  const { field, value, problem, insist } = props;
  const [focused, setFocused] = useState(false);
  // Half-typed values are not held against anyone.
  const shown = insist || (value !== undefined && !focused) ? problem : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices the focus of the control inside
    <div
      onFocus={() => setFocused(true)}
      onBlur={(event) => setFocused(event.currentTarget.contains(event.relatedTarget))}
      data-argument={field.name}
    >
      <Field
        label={
          <span dir="auto" className={field.deprecated ? "line-through" : undefined}>
            {field.label || "(empty name)"}
            {field.required ? <RequiredMark /> : null}
          </span>
        }
        aside={<Aside {...props} />}
        description={descriptionOf(props)}
        remarks={remarksOf(shown, props)}
      >
        {value?.type === "null" && field.nullable ? (
          <Badge className="w-fit font-mono">null</Badge>
        ) : (
          <FieldControl {...props} control={field.control} />
        )}
      </Field>
    </div>
  );
}

function RequiredMark() {
  return (
    <>
      <span aria-hidden className="text-err">
        {" "}
        *
      </span>
      <span className="sr-only"> (required)</span>
    </>
  );
}

function FieldControl({ control, ...props }: FieldRowProps & { control: Control }) {
  const { field, value, text, onChange, unfinished, onUnfinished } = props;
  const testId = `field-${field.name}`;
  switch (control.type) {
    case "const":
      return (
        <Badge data-testid={testId} className="w-fit max-w-full font-mono">
          {value === undefined ? `${control.value} (not sent)` : (text ?? control.value)}
        </Badge>
      );
    case "list":
      if (value !== undefined && value.type !== "array") break;
      return <ListControl {...{ control, value, text, onChange, testId }} label={field.label} />;
    case "json":
      break;
    default:
      if (value?.type === "object" || value?.type === "array") break;
      return (
        <ScalarControl
          {...{ control, value, text, onChange, testId }}
          label={field.label}
          required={field.required}
        />
      );
  }
  return <JsonControl {...{ text, unfinished, onChange, onUnfinished, testId }} label={field.label} />;
}

/** The key when it differs from the label, the kind of value, and whether it is sent. */
function Aside({ field, value, onChange }: FieldRowProps) {
  const canSetNull = field.nullable && value?.type !== "null";
  return (
    <>
      {field.label === field.name ? null : (
        <code className="min-w-0 shrink-99 truncate text-fg3">{field.name}</code>
      )}
      <span className="min-w-0 shrink-99 truncate text-fg3 text-meta">{kindWords(field)}</span>
      <span className="ml-auto flex h-5 shrink-0 items-center gap-1 self-start text-fg3 text-meta">
        {canSetNull ? (
          <Button
            variant="link"
            size="sm"
            className="font-mono"
            aria-label={`Set ${field.label} to null`}
            onClick={() => onChange("null")}
          >
            null
          </Button>
        ) : null}
        {value === undefined ? (
          <SetBack field={field} onChange={onChange} />
        ) : (
          <IconButton
            label={`Don't send ${field.label}`}
            className="size-6!"
            onClick={() => onChange(undefined)}
          >
            <X aria-hidden className="size-3.5!" />
          </IconButton>
        )}
      </span>
    </>
  );
}

/** What stands where ✕ would be for an argument that is not sent. */
function SetBack({ field, onChange }: Pick<FieldRowProps, "field" | "onChange">) {
  const proposal = field.control.type === "const" ? field.control.value : field.default;
  if (proposal !== undefined) {
    return (
      <Button
        variant="link"
        size="sm"
        aria-label={`Set ${field.label} to ${proposal}`}
        onClick={() => onChange(proposal)}
      >
        {field.control.type === "const" ? "Set" : "Set to default"}
      </Button>
    );
  }
  return field.required || field.control.type === "boolean" ? null : <span>not sent</span>;
}

function descriptionOf({ field, text }: FieldRowProps): ReactNode {
  const parts = [
    field.description,
    field.control.type === "json" ? field.control.reason : formatHint(field.control),
    field.default !== undefined && text === field.default ? "This is the default." : undefined,
    field.deprecated ? "Deprecated." : undefined,
    field.examples.length > 0 ? `For example ${field.examples.slice(0, 3).join(", ")}.` : undefined,
  ].filter(Boolean);
  if (parts.length === 0) return undefined;
  return (
    <span dir="auto" className="select-text whitespace-pre-line break-words">
      {parts.join(" ")}
    </span>
  );
}

function remarksOf(
  problem: string | undefined,
  { unfinished, warning }: Pick<FieldRowProps, "unfinished" | "warning">,
): FieldRemark[] {
  const remarks: FieldRemark[] = warning === undefined ? [] : [{ severity: "warning", text: warning }];
  if (unfinished !== undefined)
    remarks.push({ severity: "error", text: "Not JSON yet, so it can't be sent." });
  else if (problem !== undefined) remarks.push({ severity: "warning", text: problem });
  return remarks;
}
