import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { newParameter, type ParameterDraft } from "@/lib/oauth-draft";
import type { FieldName } from "../field-focus";
import type { OAuthPartProps } from "./oauth-fields";

/** Parameters added to the address the browser opens, such as `prompt`. */
export function ParameterRows({ form, remarks }: OAuthPartProps) {
  const rows = form.draft.oauth.parameters;
  // Rows move when one goes, and with them what was said about them.
  const setRows = (parameters: ParameterDraft[]) =>
    form.editOAuth({ parameters }, ...rows.flatMap((_, row) => fieldsOf(row)));
  return (
    <div className="col-span-2 flex flex-col gap-2">
      <span className="font-medium">Extra parameters</span>
      {rows.map((row, index) => (
        <ParameterRow
          key={row.key}
          form={form}
          remarks={remarks}
          row={row}
          index={index}
          onRemove={() => setRows(rows.filter((other) => other !== row))}
        />
      ))}
      <div>
        <Button size="sm" onClick={() => setRows([...rows, newParameter()])} data-testid="add-parameter">
          <Plus aria-hidden className="size-3.5!" />
          Add parameter
        </Button>
      </div>
    </div>
  );
}

interface ParameterRowProps extends OAuthPartProps {
  row: ParameterDraft;
  index: number;
  onRemove: () => void;
}

function ParameterRow({ form, remarks, row, index, onRemove }: ParameterRowProps) {
  const called = row.name.trim() || `parameter ${index + 1}`;
  const [name, value] = fieldsOf(index);
  const change = (next: ParameterDraft, field: FieldName) =>
    form.editOAuth(
      { parameters: form.draft.oauth.parameters.map((other) => (other === row ? next : other)) },
      field,
    );
  return (
    <fieldset className="flex items-start gap-2" aria-label={`Parameter ${index + 1}`}>
      <Field
        label={`Name of parameter ${index + 1}`}
        hideLabel
        remarks={remarks(name)}
        className="w-44 shrink-0"
      >
        <Input
          value={row.name}
          onChange={(event) => change({ ...row, name: event.target.value }, name)}
          onBlur={() => form.leave(name)}
          placeholder="Name"
          className="font-mono text-code placeholder:font-sans placeholder:text-body"
          data-field={name}
          data-testid={`field-${name}`}
        />
      </Field>
      <Field label={`Value of ${called}`} hideLabel remarks={remarks(value)} className="flex-1">
        <Input
          value={row.value}
          onChange={(event) => change({ ...row, value: event.target.value }, value)}
          onBlur={() => form.leave(value)}
          placeholder="Value"
          className="font-mono text-code placeholder:font-sans placeholder:text-body"
          data-field={value}
          data-testid={`field-${value}`}
        />
      </Field>
      <div className="flex h-8 shrink-0 items-center">
        <IconButton label={`Remove ${called}`} onClick={onRemove} data-testid={`remove-parameter-${index}`}>
          <X aria-hidden />
        </IconButton>
      </div>
    </fieldset>
  );
}

function fieldsOf(row: number) {
  return [`extra_parameter_name_${row}`, `extra_parameter_value_${row}`] as const;
}
