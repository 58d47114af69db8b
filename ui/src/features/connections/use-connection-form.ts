import { useCallback, useEffect, useRef, useState } from "react";
import type { ConnectionRequest, ConnectionView, ProbeReport } from "@/ipc";
import {
  type ConnectionDraft,
  draftOf,
  newDraft,
  requestOf,
  sameRequest,
  type TargetKind,
  targetOf,
} from "@/lib/connection-draft";
import { firstError } from "@/lib/issue-words";
import { type OAuthDraft, oauthRequestOf, usesOwnApp } from "@/lib/oauth-draft";
import { isOfOwnApp, isOfSignIn, type SheetFocus } from "@/lib/sheet-focus";
import { type FieldName, focusField } from "./field-focus";
import { missingClientId, needsOwnApp } from "./oauth/oauth-need";
import { proposal } from "./proposal";
import { stripPrefix } from "./token-preview";
import { type Checks, useChecks } from "./use-checks";
import { type Runner, useRunner } from "./use-probe";

/** How long after a paste or after leaving the field the address is tried. */
const PROBE_DELAY_MS = 600;

/** The connection form: what is in it, what the core says about it, and what its probe and test found. */
export interface ConnectionForm {
  draft: ConnectionDraft;
  /** The connection being configured; null while adding. */
  connection: ConnectionView | null;
  checks: Checks;
  probe: Runner;
  test: Runner;
  /** Something would be lost by closing. */
  dirty: boolean;
  /** Something changed that a live session does not know yet. */
  liveChanged: boolean;
  /** Another account, or the same once more, may be needed for what changed: address, app or scopes. */
  signInChanged: boolean;
  /** A field without a present value takes the focus when it appears. */
  focusToken: boolean;
  /** Changes the form; `fields` names what was edited, so that its remarks go. */
  edit: (patch: Partial<ConnectionDraft>, ...fields: FieldName[]) => void;
  /** Changes the OAuth part of the form. */
  editOAuth: (patch: Partial<OAuthDraft>, ...fields: FieldName[]) => void;
  /** The fields of an app of the person's own are unfolded. */
  ownAppShown: boolean;
  showOwnApp: (shown: boolean) => void;
  /** A field was left: the core checks it. */
  leave: (field: FieldName) => void;
  /** The program that runs, or how it is run, changed: it has to be approved again. */
  commandChanged: boolean;
  /** Another kind of server is to be added. What was entered for the one before stays. */
  chooseKind: (kind: TargetKind) => void;
  editUrl: (url: string) => void;
  /** The next edit of the address is a paste, and is tried soon. */
  pasteUrl: () => void;
  leaveUrl: () => void;
  /** Replaces the address and tries it at once. */
  tryUrl: (url: string) => void;
  /** Checks everything, focuses the first error. Resolves to what was checked when it can be sent. */
  submit: () => Promise<ConnectionRequest | null>;
  runTest: () => Promise<void>;
}

/** Where a form begins: empty but for an address, or with what a saved connection has, to be changed as proposed. */
export type FormStart =
  | { url: string | undefined }
  | { url: string | undefined; connection: ConnectionView; focus: SheetFocus };

/** Holds the form for adding a connection, or configuring one. */
export function useConnectionForm(start: FormStart): ConnectionForm {
  const connection = "connection" in start ? start.connection : null;
  const [initial] = useState(() => firstDraft(start));
  const [draft, setDraft] = useState(() => proposed(initial, start));
  const [focusToken, setFocusToken] = useState(false);
  const [ownAppShown, showOwnApp] = useState(
    () => usesOwnApp(initial.oauth) || ("focus" in start && isOfOwnApp(start.focus)),
  );
  const now = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pasted = useRef(false);
  const probed = useRef(connection ? initial.url : "");
  const probe = useRunner();
  const test = useRunner();
  const ownApp = needsOwnApp({ probe, test });
  const checks = useChecks(connection?.id ?? null, (checked) => missingClientId(checked, ownApp));

  const change = useCallback((patch: Partial<ConnectionDraft>) => {
    now.current = { ...now.current, ...patch };
    setDraft(now.current);
  }, []);

  const edit: ConnectionForm["edit"] = (patch, ...fields) => {
    change(patch);
    setFocusToken(false);
    test.clear();
    for (const field of fields) checks.edited(field);
  };

  const fillFrom = (report: ProbeReport) => {
    const { nameTouched, authTouched } = now.current;
    if (!nameTouched && report.suggestedName) {
      change({ name: report.suggestedName });
      checks.edited("name");
    }
    if (authTouched) return;
    if (report.auth.type === "none" || report.auth.type === "oauth") change({ auth: report.auth.type });
    if (report.auth.type === "token" || report.auth.type === "forbidden") {
      setFocusToken(document.activeElement?.getAttribute("data-field") === "url");
      change({ auth: "token" });
    }
  };

  /** Has the address checked, and takes away what servers never see. True when it can be tried: it is good, and still there. */
  const checkUrl = async () => {
    const checked = now.current.url;
    const issues = await checks.left("url", now.current).catch(() => []);
    if (withoutFragment(now.current.url) !== withoutFragment(checked)) return false;
    const cut = issues.some(({ issue }) => issue.code === "url_fragment_removed");
    if (cut) change({ url: withoutFragment(checked) });
    return !issues.some(({ field, severity }) => field.type === "url" && severity === "error");
  };

  /** Has the token checked, and takes away the prefix that is added anyway, as the remark says. */
  const checkToken = async () => {
    const { token, tokenPrefix } = now.current;
    const issues = await checks.left("token", now.current).catch(() => []);
    const cut = issues.some(({ issue }) => issue.code === "token_prefix_removed");
    if (cut && now.current.token === token) {
      change({ token: { ...token, text: stripPrefix(token.text.trim(), tokenPrefix.trim()) } });
    }
  };

  /** Has the scopes checked, and puts spaces for commas, as the remark says. */
  const checkScopes = async () => {
    const { scopes } = now.current.oauth;
    const issues = await checks.left("scopes", now.current).catch(() => []);
    const commas = issues.some(({ issue }) => issue.code === "scope_commas_replaced");
    if (commas && now.current.oauth.scopes === scopes) {
      change({
        oauth: {
          ...now.current.oauth,
          scopes: scopes
            .split(/[\s,]+/)
            .filter(Boolean)
            .join(" "),
        },
      });
    }
  };

  const tryNow = async () => {
    const good = await checkUrl();
    const { url: address } = now.current;
    if (!good || address.trim() === "" || now.current.kind !== "url") return;
    probed.current = address;
    const report = await probe.start((core, operation) => core.probe(operation, address.trim()));
    if (report) fillFrom(report);
  };

  const tryAfter = (delay: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void tryNow(), delay);
  };

  const editUrl = (next: string) => {
    clearTimeout(timer.current);
    probe.clear();
    probed.current = "";
    checks.addressChanged();
    edit({ url: next, ...undetected(now.current) }, "url");
    if (pasted.current) tryAfter(PROBE_DELAY_MS);
    pasted.current = false;
  };

  // The address that came from the page is tried as if it had been pasted here.
  const tryGivenUrl = useRef(() => start.url && tryAfter(0));
  useEffect(() => {
    tryGivenUrl.current();
    return () => clearTimeout(timer.current);
  }, []);

  return {
    draft,
    connection,
    checks,
    probe,
    test,
    dirty:
      !sameRequest(draft, { ...initial, kind: draft.kind }) ||
      (connection === null && `${draft.url}${draft.command.program}`.trim() !== ""),
    liveChanged: !sameRequest({ ...draft, name: "" }, { ...initial, name: "" }),
    signInChanged:
      draft.url.trim() !== initial.url.trim() ||
      JSON.stringify(oauthRequestOf(draft.oauth)) !== JSON.stringify(oauthRequestOf(initial.oauth)),
    focusToken,
    edit,
    editOAuth: (patch, ...fields) =>
      edit({ oauth: { ...now.current.oauth, ...patch }, authTouched: true }, ...fields),
    ownAppShown,
    showOwnApp,
    leave: (field) => {
      if (field === "token") void checkToken();
      else if (field === "scopes") void checkScopes();
      else void checks.left(field, now.current).catch(() => {});
    },
    commandChanged: JSON.stringify(targetOf(draft)) !== JSON.stringify(targetOf(initial)),
    chooseKind: (kind) => {
      clearTimeout(timer.current);
      probe.clear();
      probed.current = "";
      checks.reset();
      edit({ kind });
    },
    editUrl,
    pasteUrl: () => {
      pasted.current = true;
    },
    leaveUrl: () => {
      void checkUrl();
      if (now.current.url !== probed.current) tryAfter(PROBE_DELAY_MS);
    },
    tryUrl: (next) => {
      editUrl(next);
      tryAfter(0);
    },
    submit: async () => {
      clearTimeout(timer.current);
      const checked = now.current;
      const first = firstError(await checks.all(checked));
      if (first) focusField(first.field);
      return first ? null : requestOf(checked);
    },
    runTest: async () => {
      const checked = now.current;
      const first = firstError(await checks.all(checked));
      if (first) return focusField(first.field);
      // A test finds out all that a probe does, so what the probe said makes room.
      clearTimeout(timer.current);
      probe.clear();
      probed.current = checked.url;
      const request = requestOf(checked);
      const report = await test.start((core, operation) =>
        core.testConnection(operation, connection?.id ?? null, request),
      );
      if (report) fillFrom(report);
    },
  };
}

/** The form with what someone was sent here to change. */
function proposed(draft: ConnectionDraft, start: FormStart): ConnectionDraft {
  const changed = "focus" in start ? proposal(start.focus, draft) : {};
  return { ...draft, ...changed, url: start.url ?? draft.url };
}

/** What a probe filled in for another address, taken back; what the person chose stays. */
function undetected({ nameTouched, authTouched }: ConnectionDraft): Partial<ConnectionDraft> {
  return { ...(nameTouched ? {} : { name: "" }), ...(authTouched ? {} : { auth: "none" }) };
}

function withoutFragment(url: string): string {
  return url.replace(/#.*/, "");
}

/** Someone sent here for a token, or to sign in, finds the field for it. */
function firstDraft(start: FormStart): ConnectionDraft {
  if (!("connection" in start)) return newDraft(start.url);
  const draft = draftOf(start.connection);
  const { focus } = start;
  if (focus === "token" && (draft.auth === "none" || draft.auth === "oauth")) {
    return { ...draft, auth: "token" };
  }
  return isOfSignIn(focus) && draft.auth === "none" ? { ...draft, auth: "oauth" } : draft;
}
