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
} from "@/lib/connection-draft";
import type { FieldName } from "./field-focus";
import { parseHeaderLines } from "./header-lines";
import { SecretField } from "./secret-field";
import { tokenPreview } from "./token-preview";
import type { ConnectionForm } from "./use-connection-form";
import { pasteWhole } from "./whole-paste";

interface AuthFieldsProps {
  form: ConnectionForm;
  remarks: (field: FieldName) => FieldRemark[];
}

/** One token on one header. */
export function TokenFields({ form, remarks }: AuthFieldsProps) {
  const { draft, edit, leave } = form;
  const preview = tokenPreview(draft.tokenHeader, draft.tokenPrefix, draft.token.text);
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Token"
        remarks={remarks("token")}
        description={
          <>
            Sends <code data-testid="token-preview">{preview}</code>
          </>
        }
      >
        <SecretField
          secret={draft.token}
          onChange={(token) => edit({ token, authTouched: true }, "token", "url")}
          onSettled={() => leave("token")}
          what="the token"
          placeholder="Paste the token"
          field="token"
          focusOnMount={form.focusToken}
        />
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label="Header name" remarks={remarks("token_header")} aside={<ApiKeyHint form={form} />}>
          <Input
            value={draft.tokenHeader}
            onChange={(event) => edit({ tokenHeader: event.target.value }, "token_header")}
            onBlur={() => leave("token_header")}
            className="font-mono text-code"
            data-field="token_header"
            data-testid="field-token_header"
          />
        </Field>
        <Field label="Prefix" remarks={remarks("token_prefix")}>
          <Input
            value={draft.tokenPrefix}
            onChange={(event) => edit({ tokenPrefix: event.target.value }, "token_prefix", "token")}
            onBlur={() => leave("token_prefix")}
            placeholder="None"
            className="font-mono text-code"
            data-field="token_prefix"
            data-testid="field-token_prefix"
          />
        </Field>
      </div>
    </div>
  );
}

/** The two usual ways to send a token, one click apart. */
function ApiKeyHint({ form: { draft, edit } }: { form: ConnectionForm }) {
  const bearer = draft.tokenHeader.trim().toLowerCase() === "authorization";
  const [header, prefix] = bearer ? ["X-API-Key", ""] : ["Authorization", "Bearer"];
  return (
    <Button
      variant="link"
      size="sm"
      className="ml-auto"
      data-testid="use-other-header"
      onClick={() =>
        edit({ tokenHeader: header, tokenPrefix: prefix }, "token_header", "token_prefix", "token")
      }
    >
      Use {header}
    </Button>
  );
}

/** Any number of headers; those marked secret go to the keychain. */
export function HeaderFields({ form, remarks }: AuthFieldsProps) {
  const { draft, edit } = form;
  const setRows = (headers: HeaderDraft[]) => edit({ headers }, ...allHeaderFields(draft.headers.length));
  return (
    <div className="flex flex-col gap-2">
      {draft.headers.map((row, index) => (
        <HeaderRow
          key={row.key}
          row={row}
          index={index}
          form={form}
          remarks={remarks}
          onRemove={() => setRows(draft.headers.filter((other) => other !== row))}
          onReplace={(rows) => setRows(draft.headers.flatMap((other) => (other === row ? rows : [other])))}
        />
      ))}
      <div className="flex items-center gap-3">
        <Button size="sm" onClick={() => setRows([...draft.headers, newHeader()])} data-testid="add-header">
          <Plus aria-hidden className="size-3.5!" />
          Add header
        </Button>
        <span className="text-fg3 text-meta">Or paste several lines of “Name: value” into a row.</span>
      </div>
    </div>
  );
}

interface HeaderRowProps extends AuthFieldsProps {
  row: HeaderDraft;
  index: number;
  onRemove: () => void;
  /** Puts these rows in its place. */
  onReplace: (rows: HeaderDraft[]) => void;
}

function HeaderRow({ row, index, form, remarks, onRemove, onReplace }: HeaderRowProps) {
  const nameField = `header_name_${index}` as const;
  const valueField = `header_value_${index}` as const;
  const change = (next: HeaderDraft, field: FieldName) =>
    form.edit({ headers: form.draft.headers.map((other) => (other === row ? next : other)) }, field, "url");
  const empty = isEmptyHeader(row);
  // Before the fields, which take any other paste.
  const pasteLines = (event: ClipboardEvent) => {
    const lines = parseHeaderLines(event.clipboardData.getData("text"));
    const inName = event.target instanceof HTMLElement && event.target.dataset.field === nameField;
    // One line with a colon is as well a value.
    if (!lines || (lines.length === 1 && !(empty && inName))) return;
    event.preventDefault();
    event.stopPropagation();
    const pasted = lines.map(({ name, value }) => newHeader(name, value));
    onReplace(empty ? pasted : [row, ...pasted]);
  };
  const called = row.name.trim() || `header ${index + 1}`;
  return (
    <fieldset
      className="flex items-start gap-2"
      aria-label={`Header ${index + 1}`}
      onPasteCapture={pasteLines}
    >
      <Field
        label={`Name of header ${index + 1}`}
        hideLabel
        remarks={remarks(nameField)}
        className="w-44 shrink-0"
      >
        <Input
          value={row.name}
          onChange={(event) => change(renameHeader(row, event.target.value), nameField)}
          onBlur={() => form.leave(nameField)}
          placeholder="Name"
          className="font-mono text-code placeholder:font-sans placeholder:text-body"
          data-field={nameField}
          data-testid={`field-${nameField}`}
        />
      </Field>
      <Field label={`Value of ${called}`} hideLabel remarks={remarks(valueField)} className="flex-1">
        {row.secret ? (
          <SecretField
            secret={headerSecret(row)}
            onChange={({ text, forget }) =>
              change({ ...row, secretValue: { ...row.secretValue, text, forget } }, valueField)
            }
            onSettled={() => form.leave(valueField)}
            what={called}
            placeholder="Secret value"
            field={valueField}
          />
        ) : (
          <Input
            value={row.plain}
            onChange={(event) => change({ ...row, plain: event.target.value }, valueField)}
            onPaste={(event) => {
              const plain = pasteWhole(event);
              if (plain === null) return;
              change({ ...row, plain }, valueField);
              form.leave(valueField);
            }}
            onBlur={() => form.leave(valueField)}
            placeholder="Value"
            className="font-mono text-code placeholder:font-sans placeholder:text-body"
            data-field={valueField}
            data-testid={`field-${valueField}`}
          />
        )}
      </Field>
      <div className="flex h-8 shrink-0 items-center">
        <IconButton
          label={row.secret ? `${called} is secret, kept in the keychain` : `${called} is not secret`}
          aria-pressed={row.secret}
          onClick={() => change(setHeaderSecret(row, !row.secret), valueField)}
          data-testid={`header-secret-${index}`}
        >
          {row.secret ? <Lock aria-hidden /> : <LockOpen aria-hidden />}
        </IconButton>
        <IconButton label={`Remove ${called}`} onClick={onRemove} data-testid={`remove-header-${index}`}>
          <X aria-hidden />
        </IconButton>
      </div>
    </fieldset>
  );
}

/** Rows move when one goes, and with them what was said about them. */
function allHeaderFields(rows: number): FieldName[] {
  return Array.from(
    { length: rows },
    (_, row) => [`header_name_${row}`, `header_value_${row}`] as const,
  ).flat();
}
