import type { ConnectionId, Field, FieldIssue, Grant, Issue } from "@/ipc";
import { oauthIssueText } from "./oauth-issue-text";
import { targetIssueText } from "./target-issue-text";

/** A fix that the form can make by itself. */
export type IssueFix =
  | { kind: "use_https" | "allow_plain_http" | "move_to_header" | "dismiss"; label: string }
  | { kind: "open"; id: ConnectionId; label: string }
  | { kind: "rename"; name: string; label: string }
  /** Puts the words of a command line into their fields. Runs nothing. */
  | { kind: "split"; words: string[]; label: string }
  | { kind: "use_command"; label: string };

/** An issue in words, with its fixes. */
export interface IssueWords {
  text: string;
  fixes: IssueFix[];
}

/** Where an issue is: the same one can ask for different things. */
export interface IssuePlace {
  field?: Field["type"];
  /** Who signs in, where that is OAuth. */
  grant?: Grant;
}

/** Chooses the words for every issue of the connection form. */
export function issueWords(issue: Issue, { field, grant }: IssuePlace = {}): IssueWords {
  switch (issue.code) {
    case "url_empty":
      return says("Enter the server's URL, for example https://example.com/mcp.");
    case "url_unparsable":
      return says("That isn't a complete address. Check for spaces or a missing dot.");
    case "url_scheme":
      return says("Use http:// or https://. For a program on this computer choose Local command.", {
        kind: "use_command",
        label: "Local command",
      });
    case "url_plain_http_secret":
      return says(
        "This address isn't encrypted: anyone on the network could read your token.",
        { kind: "use_https", label: "Use https" },
        { kind: "allow_plain_http", label: "Allow for this server" },
      );
    case "url_userinfo":
      return says("Sign-in details can't be part of the URL.", {
        kind: "move_to_header",
        label: "Move to a header",
      });
    case "url_fragment_removed":
      return says(`Removed “${issue.fragment}”: servers never see it.`);
    case "url_key_in_query":
      return says("The URL contains a key. We'll hide it and keep it in the keychain.");
    case "url_key_missing":
      return says(`Replace •••• with the value of “${issue.names.join("”, “")}”: none is saved.`);
    case "url_secret_moves":
      return says(`The saved secret will be sent to ${issue.host}.`);
    case "url_project_page":
      return says("This is a project page, not an MCP endpoint. Look for an address ending in /mcp.");
    case "url_duplicate":
      return says(
        `You already have this as “${issue.name}”.`,
        { kind: "open", id: issue.connectionId, label: "Open it" },
        { kind: "dismiss", label: "Add another" },
      );
    case "url_address_forbidden":
      return says(`Hitchpost never connects to ${issue.host}: it belongs to a cloud's internal services.`);
    case "name_taken":
      return says(`“${issue.name}” is already used. Try “${issue.suggestion}”.`, {
        kind: "rename",
        name: issue.suggestion,
        label: `Use “${issue.suggestion}”`,
      });
    case "name_too_long":
      return says(`Use at most 64 characters (now ${issue.length}).`);
    case "slug_taken":
      return says(`“${issue.name}” and “${issue.other}” would both appear as ${issue.slug}__. Change one.`);
    case "slug_reserved":
      return says(`${issue.slug}__ is reserved by Hitchpost. Choose another name.`);
    case "token_empty":
      return says("Paste the token, or choose None.");
    case "token_prefix_removed":
      return says(`Removed “${issue.prefix} ”: it is added for you.`);
    case "token_line_breaks_joined":
      return says("Tokens have no line breaks. We joined the lines; check it.");
    case "token_looks_structured":
      return says("Paste only the value.");
    case "header_name_empty":
      return says("Enter the header's name.");
    case "header_name_invalid":
      return says(
        /\s/.test(issue.name)
          ? `Header names can't contain spaces: “${issue.name}”.`
          : `Header names can't contain some of these characters: “${issue.name}”.`,
      );
    case "header_duplicate":
      return says(`“${issue.name}” is listed twice.`);
    case "header_owned":
      return says(`“${issue.name}” is set by the app.`);
    case "header_kept_secret":
      return says(`“${issue.name}” usually carries a secret. We'll hide it and keep it in the keychain.`);
    case "header_value_empty":
      return says("Enter the header's value, or remove the row.");
    case "header_value_line_break":
      return says("Header values can't contain line breaks.");
    case "header_value_invalid":
      return says("Header values can only contain visible ASCII characters and spaces.");
    case "number_range":
      return says(
        field === "loopback_port"
          ? `Enter a port from ${issue.min} to ${issue.max}.`
          : `Enter ${issue.min} to ${issue.max} seconds.`,
      );
    case "program_looks_like_line":
      return says(targetIssueText(issue), {
        kind: "split",
        words: issue.words,
        label: "Split into program and arguments",
      });
    case "program_missing":
    case "program_not_found":
    case "env_name_invalid":
    case "env_name_duplicate":
    case "env_kept_secret":
    case "env_name_reserved":
    case "env_value_empty":
    case "nul_byte":
    case "directory_missing":
    case "proxy_invalid":
    case "file_unreadable":
    case "not_a_certificate":
    case "key_unusable":
    case "certificate_without_key":
    case "key_mismatch":
    case "invalid_certificate_accepted":
    case "root_invalid":
    case "command_has_no_auth":
      return says(targetIssueText(issue, field));
    default:
      return says(oauthIssueText(issue, grant));
  }
}

/** A field's identity as text: what remarks, focus and test ids hang on. */
export function fieldKey(field: Field): string {
  return "row" in field ? `${field.type}_${field.row}` : field.type;
}

/** The first issue that stops saving. */
export function firstError(issues: readonly FieldIssue[]): FieldIssue | undefined {
  return issues.find(({ severity }) => severity === "error");
}

function says(text: string, ...fixes: IssueFix[]): IssueWords {
  return { text, fixes };
}
