import { Button } from "@/components/ui/button";
import { Field, type FieldRemark } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { FieldName } from "./field-focus";
import { parseHeaderLines } from "./header-lines";
import { SecretField } from "./secret-field";
import { tokenPreview } from "./token-preview";
import type { ConnectionForm } from "./use-connection-form";
import { ValueRows } from "./value-rows";

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
  return (
    <ValueRows
      rows={form.draft.headers}
      onChange={(headers, ...fields) => form.edit({ headers }, ...fields, "url")}
      leave={form.leave}
      remarks={remarks}
      fields={{ name: "header_name", value: "header_value" }}
      noun="header"
      parseLines={parseHeaderLines}
      hint="Or paste several lines of “Name: value” into a row."
      testId="header"
    />
  );
}
