import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { FailureHandlers } from "@/components/error-card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, type FieldRemark } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { EraChoice } from "@/ipc";
import type { AuthKind } from "@/lib/connection-draft";
import { fieldKey, issueWords } from "@/lib/issue-words";
import { HeaderFields, TokenFields } from "./auth-fields";
import { type FieldName, focusField } from "./field-focus";
import { useFieldRemarks } from "./field-remarks";
import { OAuthAdvanced } from "./oauth/oauth-advanced";
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
      <div className="flex flex-col gap-2">
        <Field label="Server URL" remarks={remarks("url")}>
          <Input
            value={draft.url}
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
      <Authentication form={form} remarks={remarks} />
      <Advanced form={form} remarks={remarks} open={advanced} onOpenChange={onAdvanced} />
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

interface AdvancedProps extends PartProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const ERAS: { value: EraChoice; label: string; description: string }[] = [
  { value: "auto", label: "Automatic", description: "Asks the server" },
  { value: "modern", label: "2026-07-28 and later", description: "Every request stands alone" },
  { value: "legacy", label: "2025-era", description: "Initialises a session first" },
];

function Advanced({ form, remarks, open, onOpenChange }: AdvancedProps) {
  const { draft, edit, leave } = form;
  const [wasPlain] = useState(draft.allowPlainHttp);
  const plain = /^\s*http:/i.test(draft.url) || wasPlain || draft.allowPlainHttp;
  return (
    <Collapsible.Root open={open} onOpenChange={onOpenChange}>
      <Collapsible.Trigger
        className="group -ml-1 inline-flex h-7 items-center gap-1 rounded-control px-1 font-medium text-fg2 hover:text-fg"
        data-testid="advanced"
      >
        <ChevronRight
          aria-hidden
          className="transition-transform duration-120 group-data-panel-open:rotate-90"
        />
        Advanced
      </Collapsible.Trigger>
      <Collapsible.Panel className="grid grid-cols-2 gap-4 px-1 pt-3 pb-1">
        <Field label="Protocol" className="col-span-2">
          <Select
            value={draft.era}
            options={ERAS}
            onChange={(era) => edit({ era })}
            data-field="era"
            data-testid="field-era"
          />
        </Field>
        <Field label="Connect timeout" description="Seconds" remarks={remarks("connect_timeout")}>
          <Input
            value={draft.connectTimeout}
            onChange={(event) => edit({ connectTimeout: event.target.value }, "connect_timeout")}
            onBlur={() => leave("connect_timeout")}
            inputMode="numeric"
            className="tabular"
            data-field="connect_timeout"
            data-testid="field-connect_timeout"
          />
        </Field>
        <Field
          label="Request timeout"
          description="Seconds; progress starts it anew"
          remarks={remarks("request_timeout")}
        >
          <Input
            value={draft.requestTimeout}
            onChange={(event) => edit({ requestTimeout: event.target.value }, "request_timeout")}
            onBlur={() => leave("request_timeout")}
            inputMode="numeric"
            className="tabular"
            data-field="request_timeout"
            data-testid="field-request_timeout"
          />
        </Field>
        {plain ? (
          <div className="col-span-2">
            <Checkbox
              checked={draft.allowPlainHttp}
              onChange={(allowPlainHttp) => {
                edit({ allowPlainHttp }, "url");
                leave("url");
              }}
              label="Send secrets to this server unencrypted"
              description="Anyone on the network between could read them."
              data-testid="field-allow-plain-http"
            />
          </div>
        ) : null}
        {draft.auth === "oauth" ? <OAuthAdvanced form={form} remarks={remarks} /> : null}
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
