import type {
  AccountView,
  AuthNeed,
  AuthView,
  Failure,
  OAuthNeed,
  OAuthRequest,
  OAuthView,
  SignInProblem,
  SignInView,
} from "@/ipc";

/** A sign-in that waits for the browser with 4:32 left, unless said otherwise. */
export function signIn(over: Partial<SignInView> = {}, now: number = Date.now()): SignInView {
  return {
    id: "sign-in-1",
    connectionId: "id-linear",
    phase: "waiting",
    host: "auth.linear.app",
    scopes: ["read", "write"],
    redirectUri: "http://127.0.0.1:41873/callback",
    registered: "dynamic",
    startedAt: now - 28_000,
    deadline: now + 272_000,
    ...over,
  };
}

/** An account called alice@example.com, in use, unless said otherwise. */
export function account(over: Partial<AccountView> = {}): AccountView {
  return {
    id: "account-1",
    label: "alice@example.com",
    issuer: "https://auth.linear.app",
    scopes: ["read", "write"],
    expiresAt: Date.now() + 47 * 60_000,
    refreshable: true,
    signedInAt: Date.now() - 86_400_000,
    expired: false,
    inUse: true,
    sharedWith: [],
    ...over,
  };
}

/** OAuth with everything left to the server, and these accounts. */
export function oauth(over: Partial<OAuthView> = {}): Extract<AuthView, { type: "oauth" }> {
  const accounts = over.accounts ?? [];
  return {
    type: "oauth",
    settings: {
      grant: "authorization_code",
      authorizationUrl: "",
      tokenUrl: "",
      clientId: "",
      clientSecretSavedAt: null,
      privateKeySavedAt: null,
      scopes: [],
      clientAuthentication: "automatic",
      registration: "automatic",
      pkce: "required",
      resource: { type: "automatic" },
      extraParameters: [],
      redirect: "automatic",
      loopbackPort: null,
      issuer: "",
      allowPrivateAddresses: false,
      account: accounts.find(({ inUse }) => inUse) ?? null,
      accounts,
      redirectUri: "http://127.0.0.1/callback",
      ...over,
    },
  };
}

/** What is shown for OAuth settings that were saved. */
export function oauthSaved(request: OAuthRequest, savedAt: number, before: OAuthView | undefined): OAuthView {
  const { clientSecret, privateKey, scopes, ...same } = request;
  const when = (input: OAuthRequest["clientSecret"], was: number | null | undefined) =>
    input.type === "set" ? savedAt : input.type === "keep" ? (was ?? null) : null;
  return {
    ...same,
    scopes: scopes.split(/\s+/).filter(Boolean),
    clientSecretSavedAt: when(clientSecret, before?.clientSecretSavedAt),
    privateKeySavedAt: when(privateKey, before?.privateKeySavedAt),
    account: before?.account ?? null,
    accounts: before?.accounts ?? [],
    redirectUri: "http://127.0.0.1/callback",
  };
}

/** A sign-in that went wrong this way. */
export function signInFailure(problem: SignInProblem, host: string | null = "auth.linear.app"): Failure {
  return { code: "sign_in", host, problem };
}

/** A probe's finding that a server wants OAuth. */
export function needsOAuth(registration: OAuthNeed): AuthNeed {
  return {
    type: "oauth",
    registration,
    issuer: "https://auth.linear.app",
    issuers: ["https://auth.linear.app"],
    host: "auth.linear.app",
    scopes: ["read", "write"],
  };
}
