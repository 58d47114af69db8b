import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import { Field, type FieldRemark } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RedirectUri } from "@/features/sign-in";
import { type OAuthDraft, redirectUriOf } from "@/lib/oauth-draft";
import type { FieldName } from "../field-focus";
import { SecretField } from "../secret-field";
import type { ConnectionForm } from "../use-connection-form";
import { needsOwnApp, oauthNeed } from "./oauth-need";

export interface OAuthPartProps {
  form: ConnectionForm;
  remarks: (field: FieldName) => FieldRemark[];
}

/** The fields of OAuth that are plain text. */
type TextField = {
  [Key in keyof OAuthDraft]: OAuthDraft[Key] extends string
    ? string extends OAuthDraft[Key]
      ? Key
      : never
    : never;
}[keyof OAuthDraft];

interface TextProps extends OAuthPartProps {
  field: Extract<
    FieldName,
    "authorization_url" | "token_url" | "client_id" | "scopes" | "issuer" | "loopback_port" | "resource"
  >;
  draftKey: TextField;
  label: string;
  placeholder?: string;
  description?: string;
  required?: boolean;
  numeric?: boolean;
  disabled?: boolean;
  className?: string;
}

/** One line of the OAuth settings. */
export function OAuthText({ form, remarks, field, draftKey, label, required, numeric, ...rest }: TextProps) {
  const { description, className, ...input } = rest;
  return (
    <Field
      label={required ? `${label} (required)` : label}
      description={description}
      remarks={remarks(field)}
      className={className}
    >
      <Input
        {...input}
        value={form.draft.oauth[draftKey]}
        onChange={(event) => form.editOAuth({ [draftKey]: event.target.value }, field)}
        onBlur={() => form.leave(field)}
        required={required}
        inputMode={numeric ? "numeric" : undefined}
        className="font-mono text-code placeholder:font-sans placeholder:text-body"
        data-field={field}
        data-testid={`field-${field}`}
      />
    </Field>
  );
}

/** OAuth as most people meet it: nothing to enter, but for servers that want an app of one's own. */
export function OAuthFields(props: OAuthPartProps) {
  const { form } = props;
  const { oauth } = form.draft;
  const asked = oauthNeed(form)?.scopes ?? [];
  return (
    <div className="flex flex-col gap-4">
      <OAuthText
        {...props}
        field="scopes"
        draftKey="scopes"
        label="Scopes"
        placeholder={asked.length > 0 ? `From the server: ${asked.join(" ")}` : "From the server"}
      />
      {oauth.grant === "client_credentials" ? <AppItself {...props} /> : <OwnApp {...props} />}
    </div>
  );
}

/** The fields of an app of one's own. They unfold by themselves, and are required, where nothing else works. */
function OwnApp(props: OAuthPartProps) {
  const { form, remarks } = props;
  const required = needsOwnApp(form);
  const wrong = (["client_id", "client_secret", "authorization_url", "token_url"] as const).some((field) =>
    remarks(field).some(({ severity }) => severity === "error"),
  );
  return (
    <Collapsible.Root open={form.ownAppShown || required || wrong} onOpenChange={form.showOwnApp}>
      <Collapsible.Trigger
        className="group -ml-1 inline-flex h-7 items-center gap-1 rounded-control px-1 font-medium text-fg2 hover:text-fg"
        data-testid="own-app"
      >
        <ChevronRight
          aria-hidden
          className="transition-transform duration-120 group-data-panel-open:rotate-90"
        />
        {required ? "Your own app" : "Use an app of your own"}
      </Collapsible.Trigger>
      <Collapsible.Panel className="flex flex-col gap-4 px-1 pt-2 pb-1" data-testid="own-app-fields">
        {required ? (
          <p className="text-fg2">
            This server doesn't register apps by itself. Make an app there, give it the redirect URI below,
            and enter its client ID.
          </p>
        ) : null}
        <RedirectUri uri={redirectUriOf(form.draft.oauth)} />
        <OAuthText {...props} field="client_id" draftKey="clientId" label="Client ID" required={required} />
        <Secret {...props} />
        <div className="grid grid-cols-2 items-start gap-4">
          <OAuthText
            {...props}
            field="authorization_url"
            draftKey="authorizationUrl"
            label="Authorization URL"
            placeholder="From the server"
          />
          <OAuthText
            {...props}
            field="token_url"
            draftKey="tokenUrl"
            label="Token URL"
            placeholder="From the server"
          />
        </div>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}

/** The app signs in for itself: no browser, so always with an identity of its own. */
function AppItself(props: OAuthPartProps) {
  return (
    <div className="flex flex-col gap-4">
      <OAuthText {...props} field="client_id" draftKey="clientId" label="Client ID" required />
      <Secret {...props} />
      <OAuthText
        {...props}
        field="token_url"
        draftKey="tokenUrl"
        label="Token URL"
        placeholder="From the server"
      />
    </div>
  );
}

/** What proves that the app is the one it says: a secret, or a key. */
function Secret({ form, remarks }: OAuthPartProps) {
  const { oauth } = form.draft;
  const key = oauth.clientAuthentication === "private_key_jwt";
  const field = key ? "private_key" : "client_secret";
  return (
    <Field label={key ? "Private key" : "Client secret"} remarks={remarks(field)}>
      <SecretField
        key={field}
        secret={key ? oauth.privateKey : oauth.clientSecret}
        onChange={(secret) => form.editOAuth(key ? { privateKey: secret } : { clientSecret: secret }, field)}
        onSettled={() => form.leave(field)}
        what={key ? "the private key" : "the client secret"}
        placeholder={key ? "-----BEGIN PRIVATE KEY-----" : "None"}
        multiline={key}
        field={field}
      />
    </Field>
  );
}
