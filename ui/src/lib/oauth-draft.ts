import type {
  ClientAuthentication,
  Grant,
  OAuthRequest,
  OAuthView,
  PkceChoice,
  RedirectMode,
  Registration,
  ResourceRequest,
} from "@/ipc";
import { NO_SECRET, type SecretDraft, savedSecret, secretInput } from "./secret-draft";

/** One extra parameter of the sign-in being entered. */
export interface ParameterDraft {
  /** Stable while the row exists. */
  key: string;
  name: string;
  value: string;
}

/** The OAuth part of the connection form as it stands. */
export interface OAuthDraft {
  grant: Grant;
  authorizationUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: SecretDraft;
  privateKey: SecretDraft;
  /** Separated by spaces; blank asks for what the server names. */
  scopes: string;
  clientAuthentication: ClientAuthentication;
  registration: Registration;
  pkce: PkceChoice;
  resource: ResourceRequest["type"];
  /** Kept while another choice is looked at. */
  resourceValue: string;
  parameters: ParameterDraft[];
  redirect: RedirectMode;
  /** Blank takes any free port. */
  loopbackPort: string;
  issuer: string;
  /** Accept a sign-in service on a private network. */
  allowPrivateAddresses: boolean;
}

/** Everything left to the server. */
export const NEW_OAUTH: OAuthDraft = {
  grant: "authorization_code",
  authorizationUrl: "",
  tokenUrl: "",
  clientId: "",
  clientSecret: NO_SECRET,
  privateKey: NO_SECRET,
  scopes: "",
  clientAuthentication: "automatic",
  registration: "automatic",
  pkce: "required",
  resource: "automatic",
  resourceValue: "",
  parameters: [],
  redirect: "automatic",
  loopbackPort: "",
  issuer: "",
  allowPrivateAddresses: false,
};

/** A blank row. */
export function newParameter(name = "", value = ""): ParameterDraft {
  return { key: crypto.randomUUID(), name, value };
}

/** The form for saved settings. */
export function oauthDraftOf(view: OAuthView): OAuthDraft {
  return {
    grant: view.grant,
    authorizationUrl: view.authorizationUrl,
    tokenUrl: view.tokenUrl,
    clientId: view.clientId,
    clientSecret: savedSecret(view.clientSecretSavedAt),
    privateKey: savedSecret(view.privateKeySavedAt),
    scopes: view.scopes.join(" "),
    clientAuthentication: view.clientAuthentication,
    registration: view.registration,
    pkce: view.pkce,
    resource: view.resource.type,
    resourceValue: view.resource.type === "custom" ? view.resource.value : "",
    parameters: view.extraParameters.map(({ name, value }) => newParameter(name, value)),
    redirect: view.redirect,
    loopbackPort: view.loopbackPort === null ? "" : String(view.loopbackPort),
    issuer: view.issuer,
    allowPrivateAddresses: view.allowPrivateAddresses,
  };
}

/** What is sent for the form. */
export function oauthRequestOf(draft: OAuthDraft): OAuthRequest {
  return {
    grant: draft.grant,
    authorizationUrl: draft.authorizationUrl.trim(),
    tokenUrl: draft.tokenUrl.trim(),
    clientId: draft.clientId.trim(),
    clientSecret: secretInput(draft.clientSecret),
    privateKey: secretInput(draft.privateKey),
    scopes: draft.scopes.trim(),
    clientAuthentication: draft.clientAuthentication,
    registration: draft.registration,
    pkce: draft.pkce,
    resource:
      draft.resource === "custom"
        ? { type: "custom", value: draft.resourceValue.trim() }
        : { type: draft.resource },
    extraParameters: draft.parameters.map(({ name, value }) => ({ name: name.trim(), value })),
    redirect: draft.redirect,
    loopbackPort: port(draft.loopbackPort),
    issuer: draft.issuer.trim(),
    allowPrivateAddresses: draft.allowPrivateAddresses,
  };
}

/** Whether an app of the person's own is used, or entered by halves. */
export function usesOwnApp(draft: OAuthDraft): boolean {
  return (
    draft.grant === "client_credentials" ||
    [draft.clientId, draft.authorizationUrl, draft.tokenUrl].some((text) => text.trim() !== "")
  );
}

/** The core's usual port for an app of one's own. */
const OWN_APP_PORT = 41_873;

/** The address an app of one's own has to be registered with. */
export function redirectUriOf({ redirect, loopbackPort }: OAuthDraft): string {
  const fixed = port(loopbackPort);
  if (redirect === "deep_link" || (redirect === "automatic" && fixed === null)) {
    return "hitchpost://oauth/callback";
  }
  return `http://127.0.0.1:${fixed ?? OWN_APP_PORT}/callback`;
}

/** A port; 0, which the core refuses, for what is none. */
function port(text: string): number | null {
  const digits = text.trim();
  if (digits === "") return null;
  return /^\d{1,5}$/.test(digits) && Number(digits) < 65_536 ? Number(digits) : 0;
}
