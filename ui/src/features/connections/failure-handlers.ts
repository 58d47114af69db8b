import type { FailureHandlers } from "@/components/error-card";
import { isAdvanced, isOfOwnApp } from "@/lib/sheet-focus";
import { focusField } from "./field-focus";
import { proposal } from "./proposal";
import type { ConnectionForm } from "./use-connection-form";
import type { Run } from "./use-probe";

/** What the form can do about a failure of its probe: mostly, bring the person to the right field. */
export function probeFailureHandlers(form: ConnectionForm, run: Run, retry: () => void): FailureHandlers {
  const { draft, edit, tryUrl } = form;
  // The report has the address in full, however it was typed.
  const tried = run.state === "done" ? run.report.url : draft.url;
  return {
    retry,
    edit_url: () => focusField("url"),
    use_url: ({ url }) => tryUrl(resolveUrl(url, tried)),
    use_host: ({ host }) => tryUrl(withHost(tried, host)),
    use_token: () => {
      edit({ auth: "token", authTouched: true }, "token");
      focusField("token");
    },
    use_oauth: () => {
      edit({ auth: "oauth", authTouched: true });
      focusField("scopes");
    },
    use_headers: () => {
      edit({ auth: "headers", authTouched: true });
      focusField("header_name_0");
    },
    replace_token: () => focusField(draft.auth === "headers" ? "header_value_0" : "token"),
    check_header: () => focusField(draft.auth === "headers" ? "header_name_0" : "token_header"),
  };
}

/** What the form can do about a failure of its test, which also uses the advanced fields. */
export function testFailureHandlers(
  form: ConnectionForm,
  openAdvanced: () => void,
  retry: () => void,
): FailureHandlers {
  return {
    ...probeFailureHandlers(form, form.test.run, retry),
    edit_sign_in: ({ field }) => {
      if (isAdvanced(field)) openAdvanced();
      if (isOfOwnApp(field)) form.showOwnApp(true);
      focusField(field);
    },
    edit_connection: ({ field }) => {
      if (isAdvanced(field)) openAdvanced();
      form.edit(proposal(field, form.draft));
      focusField(field);
    },
    use_any_transport:
      form.draft.transport === "auto"
        ? undefined
        : () => {
            openAdvanced();
            form.edit({ transport: "auto" });
            focusField("transport");
          },
    raise_timeout: ({ field }) => {
      openAdvanced();
      focusField(field);
    },
    use_legacy: () => {
      openAdvanced();
      form.edit({ era: "legacy" });
      focusField("era");
    },
  };
}

/** The same address on another host; what does not parse stays as it is. */
export function withHost(url: string, host: string): string {
  try {
    const moved = new URL(url);
    moved.hostname = host;
    return moved.href;
  } catch {
    return url;
  }
}

/** `/mcp` against an address; what does not parse stays as it is. */
export function resolveUrl(url: string, base: string): string {
  try {
    return new URL(url, base).href;
  } catch {
    return base;
  }
}
