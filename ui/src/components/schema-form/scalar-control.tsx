import { useFieldControl } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { isNumberText, type Json, jsonEquals, parseJson } from "@/lib/json";
import type {
  ChoiceControl as Choice,
  NumberControl as NumberKind,
  ScalarControl as Scalar,
  TextControl as TextKind,
} from "@/lib/schema";
import { inputText } from "./argument";

interface ScalarProps<Control extends Scalar> {
  control: Control;
  value: Json | undefined;
  text: string | undefined;
  onChange: (text: string | undefined) => void;
  /** Names the control where no label is tied to it. */
  label: string;
  required: boolean;
  testId?: string | undefined;
}

/** The control for a single value. */
export function ScalarControl({ control, ...props }: ScalarProps<Scalar>) {
  switch (control.type) {
    case "text":
      return <TextInput control={control} {...props} />;
    case "number":
      return <NumberInput control={control} {...props} />;
    case "boolean":
      return <BooleanChoice control={control} {...props} />;
    case "choice":
      return <ChoiceSelect control={control} {...props} />;
  }
}

function TextInput({ control, value, text, onChange, testId, label }: ScalarProps<TextKind>) {
  const shown = inputText(value, text);
  const common = { "data-testid": testId, value: shown, ...useLabel(label) };
  // A value with line breaks would lose them in a one-line input.
  if (control.multiline || shown.includes("\n") || shown.length > 120) {
    const rows = Math.min(12, Math.max(3, shown.split("\n").length));
    return (
      <Textarea {...common} rows={rows} onChange={(event) => onChange(JSON.stringify(event.target.value))} />
    );
  }
  return (
    <Input
      {...common}
      onChange={(event) => onChange(JSON.stringify(event.target.value))}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData("text/plain");
        if (!pasted.includes("\n")) return;
        event.preventDefault();
        const { selectionStart, selectionEnd } = event.currentTarget;
        const start = selectionStart ?? shown.length;
        onChange(JSON.stringify(shown.slice(0, start) + pasted + shown.slice(selectionEnd ?? start)));
      }}
    />
  );
}

/** A text input, because a number input rounds, and hides what it cannot read. */
function NumberInput({ control, value, text, onChange, testId, label }: ScalarProps<NumberKind>) {
  return (
    <Input
      inputMode={control.integer ? "numeric" : "decimal"}
      className="tabular max-w-96"
      data-testid={testId}
      {...useLabel(label)}
      value={inputText(value, text)}
      onChange={(event) => onChange(numberText(event.target.value))}
    />
  );
}

/** The number as typed; what is not a number (yet) travels as text and is remarked upon. */
function numberText(typed: string): string | undefined {
  const trimmed = typed.trim();
  if (trimmed === "") return undefined;
  return isNumberText(trimmed) ? trimmed : JSON.stringify(typed);
}

function BooleanChoice({ value, onChange, required, testId, label }: ScalarProps<Scalar>) {
  const chosen = value?.type === "boolean" ? String(value.value) : "unset";
  const both = [
    { value: "true", label: "true", "data-testid": testId && `${testId}-true` },
    { value: "false", label: "false", "data-testid": testId && `${testId}-false` },
  ];
  const segments = required ? both : [{ value: "unset", label: "not sent" }, ...both];
  return (
    <Segmented
      aria-label={label}
      value={chosen}
      segments={segments}
      onChange={(next) => onChange(next === "unset" ? undefined : next)}
    />
  );
}

function ChoiceSelect({ control, value, text, onChange, testId, label }: ScalarProps<Choice>) {
  const known = value && control.options.find((option) => jsonEquals(parseJson(option.value), value));
  const options = control.options.map((option) => ({
    value: option.value,
    label: option.label,
    ...(option.description === undefined ? {} : { description: option.description }),
  }));
  // A value from the JSON view that the schema does not list stays visible.
  const all = value && !known && text !== undefined ? [{ value: text, label: text }, ...options] : options;
  return (
    <Select
      value={known?.value ?? (value ? (text ?? null) : null)}
      options={all}
      onChange={onChange}
      className="w-full max-w-96"
      data-testid={testId}
      {...useLabel(label)}
    />
  );
}

/** A name for controls that no label is tied to, such as the items of a list. */
function useLabel(label: string): { "aria-label"?: string; id?: string } {
  const { id } = useFieldControl();
  return id === undefined ? { "aria-label": label } : {};
}
