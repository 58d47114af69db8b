import type { Grant, Issue } from "@/ipc";

/** What there is to say about the fields of OAuth. */
export type OAuthIssue = Extract<
  Issue,
  {
    code: `${"endpoint" | "client" | "private_key" | "scope" | "scopes" | "parameter" | "resource" | "pkce" | "token_url" | "authorization_url" | "issuer"}_${string}`;
  }
>;

/** Chooses the words for the issues of the OAuth fields. */
export function oauthIssueText(issue: OAuthIssue, grant?: Grant): string {
  switch (issue.code) {
    case "endpoint_invalid":
      return "That isn't a complete address. It begins with https:// and has no spaces.";
    case "endpoint_insecure":
      return "Use https:// (http is allowed only for localhost).";
    case "endpoint_forbidden":
      return `Hitchpost never connects to ${issue.host}: it belongs to a cloud's internal services.`;
    case "token_url_missing":
      return "Enter the token URL, too: the two go together.";
    case "authorization_url_missing":
      return "Enter the authorization URL, too: the two go together.";
    case "issuer_invalid":
      return "An issuer is an address without ? or #, such as https://auth.example.com.";
    case "client_id_missing":
      return grant === "client_credentials"
        ? "Enter the client ID: the app signs in as itself."
        : "This server doesn't register apps by itself. Enter a client ID, and add the redirect URI below to that app.";
    case "client_secret_missing":
      return "Enter the client secret, or choose another client authentication in Advanced.";
    case "private_key_missing":
      return "Paste the private key (PEM).";
    case "private_key_invalid":
      return "That isn't a private key in PEM. It begins with -----BEGIN PRIVATE KEY-----.";
    case "scope_commas_replaced":
      return "Scopes are separated by spaces; commas replaced.";
    case "scope_invalid":
      return `“${issue.scope}” has a character that scopes can't have.`;
    case "scopes_need_reconnect":
      return "The current token keeps its old scopes until you reconnect.";
    case "parameter_reserved":
      return `“${issue.name}” is set by the app.`;
    case "parameter_name_empty":
      return "Enter the parameter's name, or remove the row.";
    case "parameter_duplicate":
      return `“${issue.name}” is listed twice.`;
    case "resource_invalid":
      return "A resource is a complete address without #, such as https://example.com/mcp.";
    case "pkce_off_unsafe":
      return "Without PKCE, whoever gets hold of the answer can sign in as you. It can be off only for your own app with a secret and with both URLs entered.";
  }
}
