import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select, type SelectOption } from "@/components/ui/select";
import type {
  ClientAuthentication,
  Grant,
  PkceChoice,
  RedirectMode,
  Registration,
  ResourceRequest,
} from "@/ipc";
import { type OAuthPartProps, OAuthText } from "./oauth-fields";
import { ParameterRows } from "./parameter-rows";

const REGISTRATIONS: SelectOption<Registration>[] = [
  { value: "automatic", label: "Automatic", description: "A metadata document where the server takes one" },
  { value: "metadata_document", label: "Metadata document (CIMD)" },
  { value: "dynamic", label: "Dynamic registration (DCR)" },
];

const PKCE: SelectOption<PkceChoice>[] = [
  { value: "required", label: "Required", description: "Only with services that say they do S256" },
  { value: "allow_unadvertised", label: "Allow when not advertised", description: "Sends S256 all the same" },
  { value: "off", label: "Off", description: "For services that refuse it" },
];

const AUTHENTICATIONS: SelectOption<ClientAuthentication>[] = [
  { value: "automatic", label: "Automatic", description: "As the service says it can" },
  { value: "none", label: "None", description: "A public client" },
  { value: "basic", label: "Basic header" },
  { value: "post", label: "POST body" },
  { value: "private_key_jwt", label: "Private key JWT" },
];

const RESOURCES: SelectOption<ResourceRequest["type"]>[] = [
  { value: "automatic", label: "Automatic", description: "The server's own address" },
  { value: "custom", label: "Custom" },
  { value: "omit", label: "Don't send", description: "For services that refuse it" },
];

const REDIRECTS: SelectOption<RedirectMode>[] = [
  { value: "automatic", label: "Automatic" },
  { value: "loopback", label: "Loopback", description: "http://127.0.0.1" },
  { value: "deep_link", label: "hitchpost:// link" },
];

/** How the sign-in is done, for those who have to know. */
export function OAuthAdvanced(props: OAuthPartProps) {
  const { form, remarks } = props;
  const { oauth } = form.draft;
  const person = oauth.grant === "authorization_code";
  return (
    <fieldset
      className="col-span-2 grid grid-cols-2 items-start gap-4 border-t pt-4"
      data-testid="oauth-advanced"
    >
      <legend className="sr-only">OAuth</legend>
      <div className="col-span-2 flex flex-col gap-1">
        <span className="font-medium">Who signs in</span>
        <Segmented<Grant>
          aria-label="Who signs in"
          value={oauth.grant}
          onChange={(grant) => form.editOAuth({ grant }, "client_id", "client_secret", "private_key")}
          segments={[
            { value: "authorization_code", label: "You, in the browser", "data-testid": "grant-code" },
            {
              value: "client_credentials",
              label: "The app itself (client credentials)",
              "data-testid": "grant-client-credentials",
            },
          ]}
        />
      </div>
      <Field label="Client authentication">
        <Select
          value={oauth.clientAuthentication}
          options={AUTHENTICATIONS}
          onChange={(clientAuthentication) =>
            form.editOAuth({ clientAuthentication }, "client_secret", "private_key")
          }
          data-testid="field-client_authentication"
        />
      </Field>
      {person ? <Person {...props} /> : null}
      <Field label="Resource">
        <Select
          value={oauth.resource}
          options={RESOURCES}
          onChange={(resource) => form.editOAuth({ resource }, "resource")}
          data-testid="field-resource_mode"
        />
      </Field>
      {oauth.resource === "custom" ? (
        <OAuthText
          {...props}
          field="resource"
          draftKey="resourceValue"
          label="Resource value"
          placeholder="https://example.com/mcp"
        />
      ) : null}
      <OAuthText
        {...props}
        field="issuer"
        draftKey="issuer"
        label="Issuer"
        placeholder="Whichever the server names"
        description="The only sign-in service to accept"
      />
      <div className="col-span-2">
        <Checkbox
          checked={oauth.allowPrivateAddresses}
          onChange={(allowPrivateAddresses) => form.editOAuth({ allowPrivateAddresses })}
          label="This server's sign-in is on my private network"
          description="Otherwise a server on the internet can't send you to an address in there"
          data-testid="field-allow_private_addresses"
        />
      </div>
      {person ? <ParameterRows form={form} remarks={remarks} /> : null}
    </fieldset>
  );
}

/** What matters only when a person signs in with the browser. */
function Person(props: OAuthPartProps) {
  const { form, remarks } = props;
  const { oauth } = form.draft;
  return (
    <>
      <Field label="Registration">
        <Select
          value={oauth.registration}
          options={REGISTRATIONS}
          onChange={(registration) => form.editOAuth({ registration })}
          disabled={oauth.clientId.trim() !== ""}
          data-testid="field-registration"
        />
      </Field>
      <Field label="PKCE" remarks={remarks("pkce")}>
        <Select
          value={oauth.pkce}
          options={PKCE}
          onChange={(pkce) => {
            form.editOAuth({ pkce }, "pkce");
            form.leave("pkce");
          }}
          data-field="pkce"
          data-testid="field-pkce"
        />
      </Field>
      <Field label="Redirect">
        <Select
          value={oauth.redirect}
          options={REDIRECTS}
          onChange={(redirect) => form.editOAuth({ redirect }, "loopback_port")}
          data-testid="field-redirect"
        />
      </Field>
      <OAuthText
        {...props}
        field="loopback_port"
        draftKey="loopbackPort"
        label="Loopback port"
        placeholder="Any free one"
        disabled={oauth.redirect === "deep_link"}
        numeric
      />
    </>
  );
}
