import { useId } from "react";
import type { FailureHandlers } from "@/components/error-card";
import { Field, type FieldRemark } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import type { AuthKind, TargetKind } from "@/lib/connection-draft";
import { fieldKey, issueWords } from "@/lib/issue-words";
import { AdvancedFields } from "./advanced-fields";
import { HeaderFields, TokenFields } from "./auth-fields";
import { CommandFields } from "./command-fields";
import { type FieldName, focusField } from "./field-focus";
import { useFieldRemarks } from "./field-remarks";
import { OAuthFields } from "./oauth/oauth-fields";
import { ProbeLine } from "./probe-line";
import type { ConnectionForm } from "./use-connection-form";

interface ConnectionFieldsProps {
  form: ConnectionForm;
  handlers: FailureHandlers;
  /** The rarely needed fields are unfolded. */
  advanced: boolean;
  onAdvanced: (open: boolean) => void;
}

/** Everything a connection is made of, the address first: it can fill in the rest. */
export function ConnectionFields({ form, handlers, advanced, onAdvanced }: ConnectionFieldsProps) {
  const remarks = useFieldRemarks(form);
  const { draft, edit, leave } = form;
  return (
    <div className="flex flex-col gap-5">
      <ErrorSummary form={form} />
      {form.connection === null ? <KindChoice form={form} /> : null}
      {draft.kind === "url" ? <UrlField form={form} remarks={remarks} handlers={handlers} /> : null}
      {draft.kind === "command" ? <CommandFields form={form} remarks={remarks} /> : null}
      <Field label="Name" remarks={remarks("name")}>
        <Input
          value={draft.name}
          onChange={(event) =>
            edit({ name: event.target.value, nameTouched: event.target.value !== "" }, "name")
          }
          onBlur={() => leave("name")}
          placeholder="Taken from the server when left blank"
          data-field="name"
          data-testid="field-name"
        />
      </Field>
      {draft.kind === "url" ? <Authentication form={form} remarks={remarks} /> : null}
      <AdvancedFields form={form} remarks={remarks} open={advanced} onOpenChange={onAdvanced} />
    </div>
  );
}

/** A server somewhere, or a program on this computer. */
function KindChoice({ form }: { form: ConnectionForm }) {
  return (
    <Segmented<TargetKind>
      aria-label="Kind of server"
      value={form.draft.kind}
      onChange={form.chooseKind}
      segments={[
        { value: "url", label: "Remote", "data-testid": "kind-url" },
        { value: "command", label: "Local command", "data-testid": "kind-command" },
      ]}
    />
  );
}

function UrlField({ form, remarks, handlers }: PartProps & { handlers: FailureHandlers }) {
  return (
    <div className="flex flex-col gap-2">
      <Field label="Server URL" remarks={remarks("url")}>
        <Input
          value={form.draft.url}
          onChange={(event) => form.editUrl(event.target.value)}
          onPaste={form.pasteUrl}
          onBlur={form.leaveUrl}
          placeholder="https://example.com/mcp"
          inputMode="url"
          className="font-mono text-code"
          data-field="url"
          data-testid="field-url"
        />
      </Field>
      <ProbeLine form={form} handlers={handlers} />
    </div>
  );
}

/** All errors in one place, when there are several. */
function ErrorSummary({ form }: { form: ConnectionForm }) {
  const { errors } = form.checks;
  if (errors.length < 2) return null;
  return (
    <div
      className="rounded-card border border-err-glyph/50 px-4 py-3"
      role="alert"
      data-testid="error-summary"
    >
      <h3 className="font-semibold">{errors.length} fields need attention</h3>
      <ul className="mt-1 flex flex-col items-start">
        {errors.map(({ field, issue }) => (
          <li key={`${fieldKey(field)}-${issue.code}`}>
            <button
              type="button"
              className="min-h-6 text-left text-err underline-offset-2 hover:underline"
              onClick={() => focusField(field)}
            >
              {issueWords(issue, { field: field.type, grant: form.draft.oauth.grant }).text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PartProps {
  form: ConnectionForm;
  remarks: (field: FieldName) => FieldRemark[];
}

function Authentication({ form, remarks }: PartProps) {
  const { draft, edit } = form;
  const id = useId();
  const choose = (auth: AuthKind) => edit({ auth, authTouched: true }, "token", "url");
  return (
    <section className="flex flex-col gap-3" aria-labelledby={id}>
      <div className="flex flex-col gap-1">
        <h3 id={id} className="font-medium">
          Authentication
        </h3>
        <Segmented<AuthKind>
          aria-label="Authentication"
          value={draft.auth}
          onChange={choose}
          segments={[
            { value: "none", label: "None", "data-testid": "auth-none" },
            { value: "token", label: "Token", "data-testid": "auth-token" },
            { value: "headers", label: "Custom headers", "data-testid": "auth-headers" },
            { value: "oauth", label: "OAuth 2.0", "data-testid": "auth-oauth" },
          ]}
        />
      </div>
      {draft.auth === "token" ? <TokenFields form={form} remarks={remarks} /> : null}
      {draft.auth === "headers" ? <HeaderFields form={form} remarks={remarks} /> : null}
      {draft.auth === "oauth" ? <OAuthFields form={form} remarks={remarks} /> : null}
      {draft.auth === "none" ? null : (
        <p className="text-fg3 text-meta">
          {draft.auth === "oauth"
            ? "Tokens and secrets are kept in the keychain of this computer and nowhere else."
            : "Secrets are kept in the keychain of this computer and nowhere else."}
        </p>
      )}
    </section>
  );
}
