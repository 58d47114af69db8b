import type { AuthNeed, FieldIssue, ProbeReport } from "@/ipc";
import type { ConnectionDraft } from "@/lib/connection-draft";
import type { Run } from "../use-probe";

type OAuthNeed = Extract<AuthNeed, { type: "oauth" }>;

/** What a probe or test said about signing in with OAuth. */
export function oauthNeed(form: { probe: { run: Run }; test: { run: Run } }): OAuthNeed | undefined {
  return needOf(form.test.run) ?? needOf(form.probe.run);
}

/** Whether the server wants an app of the person's own. */
export function needsOwnApp(form: { probe: { run: Run }; test: { run: Run } }): boolean {
  return oauthNeed(form)?.registration === "own_app";
}

/** What the core can't know when it checks: the server was asked only here. */
export function missingClientId(draft: ConnectionDraft, needed: boolean): FieldIssue[] {
  const missing = needed && draft.auth === "oauth" && draft.oauth.clientId.trim() === "";
  return missing
    ? [{ field: { type: "client_id" }, severity: "error", issue: { code: "client_id_missing" } }]
    : [];
}

/** How a server wants people to sign in, in short. */
export function oauthFacts({ registration, host }: OAuthNeed): string[] {
  return [
    ...(registration === "automatic"
      ? ["needs OAuth", "registers this app automatically"]
      : ["needs OAuth with an app of your own"]),
    ...(host === null ? [] : [host]),
  ];
}

function needOf(run: Run): OAuthNeed | undefined {
  const auth: ProbeReport["auth"] | undefined = run.state === "done" ? run.report.auth : undefined;
  return auth?.type === "oauth" ? auth : undefined;
}
