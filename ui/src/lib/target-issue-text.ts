import type { Field, Issue } from "@/ipc";

/** The issues of a command, of the way to a server, and of what it may ask. */
export type TargetIssue = Extract<
  Issue,
  {
    code:
      | "program_missing"
      | "program_looks_like_line"
      | "program_not_found"
      | "env_name_invalid"
      | "env_name_duplicate"
      | "env_kept_secret"
      | "env_name_reserved"
      | "env_value_empty"
      | "nul_byte"
      | "directory_missing"
      | "proxy_invalid"
      | "file_unreadable"
      | "not_a_certificate"
      | "key_unusable"
      | "certificate_without_key"
      | "key_mismatch"
      | "invalid_certificate_accepted"
      | "root_invalid"
      | "command_has_no_auth";
  }
>;

/** Chooses the words for them; the same one can ask for different things. */
export function targetIssueText(issue: TargetIssue, field?: Field["type"]): string {
  switch (issue.code) {
    case "program_missing":
      return "Enter the program to start, for example npx.";
    case "program_looks_like_line":
      return "That looks like a whole command line. The program stands alone; its arguments go below.";
    case "program_not_found":
      return issue.lookedIn.length === 0
        ? "There is no such program on this computer yet."
        : `There is no such program in ${issue.lookedIn.join(", ")} yet.`;
    case "env_name_invalid":
      return issue.name.trim() === ""
        ? "Enter the variable's name, or remove the row."
        : `“${issue.name}” can't be the name of a variable.`;
    case "env_name_duplicate":
      return `“${issue.name}” is listed twice.`;
    case "env_kept_secret":
      return `“${issue.name}” usually carries a secret. We'll hide it and keep it in the keychain.`;
    case "env_name_reserved":
      return "This variable decides what runs instead of the program you see. It can't be set here.";
    case "env_value_empty":
      return field === "proxy_password"
        ? "The keychain no longer has this password. Enter it again, or forget it."
        : "Enter the variable's value, or remove the row.";
    case "nul_byte":
      return "There is an invisible character in it that ends a text. Remove it.";
    case "directory_missing":
      return `There is no folder ${issue.path} yet.`;
    case "proxy_invalid":
      return "Proxies start with http://, https:// or socks5://. User and password have fields of their own.";
    case "file_unreadable":
      return `Couldn't read ${issue.path}: ${issue.reason}`;
    case "not_a_certificate":
      return `Couldn't read a certificate in ${issue.path}. Choose a PEM or DER file. (${issue.reason})`;
    case "key_unusable":
      return `Couldn't read a private key in ${issue.path}. Choose a PEM file. (${issue.reason})`;
    case "certificate_without_key":
      return "A client certificate and its key go together. Choose both, or none.";
    case "key_mismatch":
      return "This key doesn't belong to the certificate.";
    case "invalid_certificate_accepted":
      return `The certificate of ${issue.host} isn't checked.`;
    case "root_invalid":
      return "Enter a folder's full path, or its address beginning with file://.";
    case "command_has_no_auth":
      return "A local command has no sign-in of this kind. Put secrets into its environment.";
  }
}
