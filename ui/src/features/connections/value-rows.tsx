import { Lock, LockOpen, Plus, X } from "lucide-react";
import type { ClipboardEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field, type FieldRemark } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import {
  type HeaderDraft,
  headerSecret,
  isEmptyHeader,
  newHeader,
  renameHeader,
  setHeaderSecret,
} from "@/lib/header-draft";
import type { FieldName } from "./field-focus";
import { SecretField } from "./secret-field";
import { pasteWhole } from "./whole-paste";

interface ValueRowsProps {
  rows: readonly HeaderDraft[];
  /** The rows as they are now; `fields` names what was edited, so that its remarks go. */
  onChange: (rows: HeaderDraft[], ...fields: FieldName[]) => void;
  leave: (field: FieldName) => void;
  remarks: (field: FieldName) => FieldRemark[];
  /** What the core calls a row's two fields. */
  fields: { name: "header_name"; value: "header_value" } | { name: "env_name"; value: "env_value" };
  /** What a row is: “header”, “variable”. */
  noun: string;
  /** Reads several rows out of a paste; null when it is none. */
  parseLines: (text: string) => { name: string; value: string }[] | null;
  hint: string;
  /** Begins the test ids of what is on a row. */
  testId: string;
}

/** Names with values, any number of them; those marked secret go to the keychain. */
export function ValueRows(props: ValueRowsProps) {
  const { rows, onChange, fields, noun, hint, testId } = props;
  // Rows move when one goes, and with them what was said about them.
  const setRows = (next: HeaderDraft[]) =>
    onChange(next, ...rows.flatMap((_, row) => [`${fields.name}_${row}`, `${fields.value}_${row}`] as const));
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row, index) => (
        <ValueRow
          key={row.key}
          {...props}
          row={row}
          index={index}
          onEdit={(next, field) =>
            onChange(
              rows.map((other) => (other === row ? next : other)),
              field,
            )
          }
          onRemove={() => setRows(rows.filter((other) => other !== row))}
          onReplace={(put) => setRows(rows.flatMap((other) => (other === row ? put : [other])))}
        />
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="sm" onClick={() => setRows([...rows, newHeader()])} data-testid={`add-${testId}`}>
          <Plus aria-hidden className="size-3.5!" />
          Add {noun}
        </Button>
        <span className="text-fg3 text-meta">{hint}</span>
      </div>
    </div>
  );
}

interface ValueRowProps extends ValueRowsProps {
  row: HeaderDraft;
  index: number;
  onEdit: (row: HeaderDraft, field: FieldName) => void;
  onRemove: () => void;
  /** Puts these rows in its place. */
  onReplace: (rows: HeaderDraft[]) => void;
}

const MONO = "font-mono text-code placeholder:font-sans placeholder:text-body";

function ValueRow(props: ValueRowProps) {
  const { row, index, fields, noun, parseLines, remarks, leave, testId, onEdit, onRemove, onReplace } = props;
  const nameField = `${fields.name}_${index}` as const;
  const valueField = `${fields.value}_${index}` as const;
  const empty = isEmptyHeader(row);
  // Before the fields, which take any other paste.
  const pasteLines = (event: ClipboardEvent) => {
    const lines = parseLines(event.clipboardData.getData("text"));
    const inName = event.target instanceof HTMLElement && event.target.dataset.field === nameField;
    // One line with a colon is as well a value.
    if (!lines || (lines.length === 1 && !(empty && inName))) return;
    event.preventDefault();
    event.stopPropagation();
    const pasted = lines.map(({ name, value }) => newHeader(name, value));
    onReplace(empty ? pasted : [row, ...pasted]);
  };
  const called = row.name.trim() || `${noun} ${index + 1}`;
  return (
    <fieldset
      className="flex items-start gap-2"
      aria-label={`${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${index + 1}`}
      onPasteCapture={pasteLines}
    >
      <Field
        label={`Name of ${noun} ${index + 1}`}
        hideLabel
        remarks={remarks(nameField)}
        className="w-44 shrink-0"
      >
        <Input
          value={row.name}
          onChange={(event) => onEdit(renameHeader(row, event.target.value), nameField)}
          onBlur={() => leave(nameField)}
          placeholder="Name"
          className={MONO}
          data-field={nameField}
          data-testid={`field-${nameField}`}
        />
      </Field>
      <Field label={`Value of ${called}`} hideLabel remarks={remarks(valueField)} className="flex-1">
        {row.secret ? (
          <SecretField
            secret={headerSecret(row)}
            onChange={({ text, forget }) =>
              onEdit({ ...row, secretValue: { ...row.secretValue, text, forget } }, valueField)
            }
            onSettled={() => leave(valueField)}
            what={called}
            placeholder="Secret value"
            field={valueField}
          />
        ) : (
          <Input
            value={row.plain}
            onChange={(event) => onEdit({ ...row, plain: event.target.value }, valueField)}
            onPaste={(event) => {
              const plain = pasteWhole(event);
              if (plain === null) return;
              onEdit({ ...row, plain }, valueField);
              leave(valueField);
            }}
            onBlur={() => leave(valueField)}
            placeholder="Value"
            className={MONO}
            data-field={valueField}
            data-testid={`field-${valueField}`}
          />
        )}
      </Field>
      <div className="flex h-8 shrink-0 items-center">
        <IconButton
          label={row.secret ? `${called} is secret, kept in the keychain` : `${called} is not secret`}
          aria-pressed={row.secret}
          onClick={() => onEdit(setHeaderSecret(row, !row.secret), valueField)}
          data-testid={`${testId}-secret-${index}`}
        >
          {row.secret ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
        </IconButton>
        <IconButton label={`Remove ${called}`} onClick={onRemove} data-testid={`remove-${testId}-${index}`}>
          <X aria-hidden />
        </IconButton>
      </div>
    </fieldset>
  );
}
