import type { FailureHandlers } from "@/components/error-card";
import { focusField } from "./field-focus";
import type { ConnectionForm } from "./use-connection-form";
import type { Run } from "./use-probe";

/** What the form can do about a failure of its probe or test: mostly, bring the person to the right field. */
export function failureHandlers(
  form: ConnectionForm,
  run: Run,
  openAdvanced: () => void,
  retry: () => void,
): FailureHandlers {
  const { draft, edit, tryUrl } = form;
  // The report has the address in full, however it was typed.
  const tried = run.state === "done" ? run.report.url : draft.url;
  return {
    retry,
    edit_url: () => focusField("url"),
    use_url: ({ url }) => tryUrl(resolve(url, tried)),
    raise_timeout: () => {
      openAdvanced();
      focusField("connect_timeout");
    },
    use_legacy: () => {
      openAdvanced();
      edit({ era: "legacy" });
    },
    use_token: () => {
      edit({ auth: "token", authTouched: true }, "token");
      focusField("token");
    },
    use_headers: () => {
      edit({ auth: "headers", authTouched: true });
      focusField("header_name_0");
    },
    replace_token: () => focusField(draft.auth === "headers" ? "header_value_0" : "token"),
    check_header: () => focusField(draft.auth === "headers" ? "header_name_0" : "token_header"),
  };
}

/** `/mcp` against an address; what does not parse stays as it is. */
function resolve(url: string, base: string): string {
  try {
    return new URL(url, base).href;
  } catch {
    return base;
  }
}
