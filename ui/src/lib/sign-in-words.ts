import type { EndpointFault, Failure, SignInProblem } from "@/ipc/bindings";
import type { FailureAction, FailureWords } from "./failure-words";
import { sentence } from "./sentence";

type SignInFailure = Extract<Failure, { code: "sign_in" }>;

const START_AGAIN: FailureAction = { kind: "authorize", label: "Start again" };
const TRY_AGAIN: FailureAction = { kind: "authorize", label: "Try again" };
const AUTHORIZE: FailureAction = { kind: "authorize", label: "Authorize" };
const AUTHORIZE_AGAIN: FailureAction = { kind: "authorize", label: "Authorize again" };
const ENTER_CLIENT_ID: FailureAction = {
  kind: "edit_sign_in",
  field: "client_id",
  label: "Enter client ID",
};
const CHECK_SETTINGS: FailureAction = {
  kind: "edit_sign_in",
  field: "authorization_url",
  label: "Check settings",
};
const USE_TOKEN: FailureAction = { kind: "use_token", label: "Use a token" };

/** Chooses the words and the next steps for everything that can go wrong with a sign-in. */
export function signInWords({ host, problem }: SignInFailure): FailureWords {
  const service = host ?? "the sign-in service";
  switch (problem.type) {
    case "never_signed_in":
      return words("Sign in to use it", "The server wants to know who you are.", AUTHORIZE);
    case "expired":
      return words(
        "Your sign-in ended",
        `${capital(service)} no longer accepts what it gave us, so it has to be done once more.`,
        AUTHORIZE_AGAIN,
      );
    case "settings_changed":
      return words(
        "The settings changed since you signed in",
        "The account belongs to the address or app from before, and isn't used for another.",
        AUTHORIZE_AGAIN,
      );
    case "scope_missing":
      return words(
        neededWords(problem.needed),
        `Granted so far: ${problem.granted.join(", ") || "nothing named"}.`,
        { kind: "authorize", scopes: problem.needed, label: "Authorize" },
      );
    case "declined":
      return words(
        "Sign-in was declined in the browser",
        said(service, problem.description, "You, or the service, said no."),
        TRY_AGAIN,
      );
    case "timed_out":
      return words(
        "Sign-in wasn't finished in time",
        "The browser didn't come back. Nothing was changed.",
        START_AGAIN,
      );
    case "state_unknown":
      return words(
        "Sign-in stopped for safety",
        "The reply doesn't belong to a request made here.",
        START_AGAIN,
      );
    case "response_issuer_mismatch":
      return words(
        "Sign-in stopped for safety",
        `The reply came from ${problem.found ?? "a service that doesn't name itself"}, not from ${problem.expected}.`,
        START_AGAIN,
      );
    case "callback_unreadable":
      return words(
        "That isn't the address of a finished sign-in",
        "Copy the whole address from the browser, from http to the end.",
      );
    case "network":
      return words(`Couldn't reach ${service}`, sentence(problem.reason), TRY_AGAIN);
    case "port_in_use":
      return words(
        `Port ${problem.port} is taken`,
        "Another program on this computer is using it.",
        { kind: "edit_sign_in", field: "loopback_port", label: "Use another port" },
        TRY_AGAIN,
      );
    case "settings_incomplete":
      return words(
        "The sign-in settings aren't complete",
        "Something is missing without which nobody can sign in.",
        CHECK_SETTINGS,
      );
    default:
      return serviceWords(problem, service);
  }
}

type ServiceProblem = Exclude<
  SignInProblem,
  {
    type:
      | "never_signed_in"
      | "expired"
      | "settings_changed"
      | "scope_missing"
      | "declined"
      | "timed_out"
      | "state_unknown"
      | "response_issuer_mismatch"
      | "callback_unreadable"
      | "network"
      | "port_in_use"
      | "settings_incomplete";
  }
>;

/** What the server or its sign-in service does wrong, or refuses. */
function serviceWords(problem: ServiceProblem, service: string): FailureWords {
  switch (problem.type) {
    case "unsupported":
      return words(
        "This server doesn't say how to sign in",
        `Nothing was found at ${problem.tried.join(", ") || "the usual places"}. A token may work, or enter the sign-in service's addresses yourself.`,
        USE_TOKEN,
        CHECK_SETTINGS,
      );
    case "malformed":
      return words(
        "The sign-in service's description can't be used",
        `${problem.url}: ${sentence(problem.reason)}`,
        TRY_AGAIN,
        CHECK_SETTINGS,
      );
    case "issuer_mismatch":
      return words(
        "Sign-in stopped for safety",
        `The sign-in service calls itself ${problem.found}; ${problem.expected} was expected.`,
        TRY_AGAIN,
        CHECK_SETTINGS,
      );
    case "issuer_not_offered":
      return words(
        "The server names another sign-in service",
        `It offers ${problem.offered.join(", ") || "none"}, not ${problem.wanted}. If it moved and you trust it, change the issuer in the settings.`,
        CHECK_SETTINGS,
        TRY_AGAIN,
      );
    case "resource_mismatch":
      return words(
        "Sign-in stopped for safety",
        `The server's description is about ${problem.found}, not about ${problem.expected}.`,
        TRY_AGAIN,
        CHECK_SETTINGS,
      );
    case "endpoint_refused":
      return words(
        "Hitchpost won't use an address it was given",
        `The ${problem.what} is ${problem.url}. ${endpointWhy(problem.reason)}`,
        ...(problem.reason === "address" && !isThisComputer(problem.url)
          ? [{ kind: "allow_private_addresses", label: "It's on my network: continue" } as const]
          : []),
        CHECK_SETTINGS,
      );
    case "pkce_unsupported":
      return pkceWords(problem.advertised, service);
    case "registration_unavailable":
      return words(
        "This server doesn't register apps by itself",
        `Make an app there, give it the redirect URI ${problem.redirectUri}, and enter its client ID.`,
        ENTER_CLIENT_ID,
        copyRedirect(problem.redirectUri),
      );
    case "registration_refused":
      return words(
        "The sign-in service didn't accept this app",
        said(service, problem.description, `It answered “${problem.error}”.`),
        { kind: "use_deep_link", label: "Use the hitchpost:// redirect" },
        ENTER_CLIENT_ID,
      );
    case "redirect_not_registered":
      return words(
        "The redirect address isn't registered",
        `${capital(service)} doesn't know ${problem.redirectUri}. Add it to your app there, exactly so, then try again.`,
        copyRedirect(problem.redirectUri),
        TRY_AGAIN,
      );
    case "client_unknown":
      return words(
        "The sign-in service no longer knows this app",
        said(service, problem.description, "Registrations are sometimes cleared away."),
        { kind: "authorize", label: "Register again" },
        ENTER_CLIENT_ID,
      );
    case "authorization_failed":
      return words(
        "The sign-in service couldn't sign you in",
        said(service, problem.description, `It answered “${problem.error}”.`),
        TRY_AGAIN,
        CHECK_SETTINGS,
      );
    case "token_refused":
      return words(
        "The sign-in service gave no token",
        said(service, problem.description, `It answered “${problem.error}”.`),
        TRY_AGAIN,
        CHECK_SETTINGS,
      );
    case "token_malformed":
      return words(
        "The sign-in service's token can't be used",
        `${sentence(problem.reason)} This is a fault of the service.`,
        TRY_AGAIN,
      );
    case "key_unusable":
      return words("The private key can't be used", sentence(problem.reason), {
        kind: "edit_sign_in",
        field: "private_key",
        label: "Replace the key",
      });
  }
}

function pkceWords(advertised: readonly string[] | null, service: string): FailureWords {
  if (advertised === null) {
    return words(
      "Continue with S256?",
      `${capital(service)} doesn't say whether it protects sign-ins with PKCE (S256). Most that don't say so still do.`,
      { kind: "allow_unadvertised", label: "Continue with S256" },
      CHECK_SETTINGS,
    );
  }
  return words(
    "The sign-in service can't protect this sign-in",
    `${capital(service)} offers PKCE with ${advertised.join(", ") || "no method"}, not with S256. You can turn PKCE off for it in Advanced.`,
    { kind: "edit_sign_in", field: "pkce", label: "Check settings" },
  );
}

function endpointWhy(reason: EndpointFault): string {
  switch (reason) {
    case "scheme":
      return "It doesn't begin with https://.";
    case "insecure":
      return "It isn't encrypted, and it isn't on this computer.";
    case "userinfo":
      return "It contains sign-in details.";
    case "address":
      return "It leads into a private network. Go on only if you know this address: a server on the internet has no business sending you there.";
    case "unparsable":
      return "It isn't a complete address.";
    case "redirect":
      return "It redirects to another address.";
  }
}

/** Whether an address plainly means this computer: nobody's network can make that right. */
function isThisComputer(url: string): boolean {
  return /^https?:\/\/(?:[^/?#]*\.)?(?:localhost|127\.[\d.]+|\[::1\])(?:[:/?#]|$)/i.test(url);
}

function copyRedirect(uri: string): FailureAction {
  return { kind: "copy_redirect", uri, label: "Copy redirect URI" };
}

/** The service's own words, or ours when it has none. */
function said(service: string, description: string | null, otherwise: string): string {
  return description ? `${capital(service)} said: “${description.trim()}”` : otherwise;
}

function neededWords(scopes: readonly string[]): string {
  if (scopes.length === 0) return "Needs more than you granted";
  return `Needs the ${scopes.map((scope) => `“${scope}”`).join(", ")} ${scopes.length === 1 ? "scope" : "scopes"}`;
}

/** Host names stay as they are; words of ours begin a sentence. */
function capital(text: string): string {
  return text.startsWith("the ") ? `T${text.slice(1)}` : text;
}

function words(title: string, why: string, ...actions: FailureAction[]): FailureWords {
  return { title, why, actions };
}
