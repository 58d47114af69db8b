import { useCallback, useEffect, useRef, useState } from "react";
import { type ConnectionId, type FieldIssue, useIpc } from "@/ipc";
import { type ConnectionDraft, requestOf } from "@/lib/connection-draft";
import { fieldKey } from "@/lib/issue-words";

type Code = FieldIssue["issue"]["code"];

/** What these tell of is gone from the form, so that the next check finds nothing: they stay until the field is edited. */
const REMOVALS: ReadonlySet<Code> = new Set([
  "url_fragment_removed",
  "token_prefix_removed",
  "scope_commas_replaced",
]);

/** Which remarks of the core are on the form: a field's appear when it is left, and go when it is edited. */
export interface Checks {
  /** The remarks to show on one field. */
  on: (key: string) => FieldIssue[];
  /** Every remark on show that stops saving, in form order. */
  errors: FieldIssue[];
  /** A field was left, or its content settled. Resolves to all the core's remarks. */
  left: (key: string, draft: ConnectionDraft) => Promise<FieldIssue[]>;
  /** A field was edited. */
  edited: (key: string) => void;
  /** Checks everything, and shows everything. */
  all: (draft: ConnectionDraft) => Promise<FieldIssue[]>;
  /** Shows the remarks that came with a refusal to save. */
  refused: (issues: FieldIssue[]) => void;
  /** Takes a remark away that the person has answered. */
  dismiss: (code: Code) => void;
  /** Another kind of server: nothing said so far is about it. */
  reset: () => void;
  /** The address is another one: what was answered about the old one counts no more. */
  addressChanged: () => void;
}

/** Lets the core check the form; its rules live there. `alsoKnown` says what only this window can tell. */
export function useChecks(
  id: ConnectionId | null,
  alsoKnown: (draft: ConnectionDraft) => FieldIssue[],
): Checks {
  const ipc = useIpc();
  const [issues, setIssues] = useState<FieldIssue[]>([]);
  const [shown, setShown] = useState<ReadonlySet<string> | "all">(new Set());
  const [dismissed, setDismissed] = useState<ReadonlySet<Code>>(new Set());
  /** The fields edited since the latest check began. */
  const editedSince = useRef(new Set<string>());

  const known = useRef(alsoKnown);
  useEffect(() => {
    known.current = alsoKnown;
  });

  const check = useCallback(
    async (draft: ConnectionDraft) => {
      const edited = new Set<string>();
      editedSince.current = edited;
      const checked = await ipc.checkConnection(id, requestOf(draft));
      const issues = addKnown(checked.issues, known.current(draft));
      if (edited === editedSince.current) {
        const found = issues.filter(({ field }) => !edited.has(fieldKey(field)));
        setIssues((was) => keepRemovals(was, found));
      }
      return issues;
    },
    [ipc, id],
  );

  const visible = issues.filter(
    ({ field, issue }) => !dismissed.has(issue.code) && (shown === "all" || shown.has(fieldKey(field))),
  );
  return {
    on: (key) => visible.filter(({ field }) => fieldKey(field) === key),
    errors: visible.filter(({ severity }) => severity === "error"),
    left: (key, draft) => {
      setShown((was) => (was === "all" ? was : new Set(was).add(key)));
      return check(draft);
    },
    edited: (key) => {
      editedSince.current.add(key);
      setIssues((was) => was.filter(({ field }) => fieldKey(field) !== key));
    },
    all: (draft) => {
      setShown("all");
      return check(draft);
    },
    refused: (refusal) => {
      setShown("all");
      setIssues((was) => keepRemovals(was, refusal));
    },
    dismiss: (code) => setDismissed((was) => new Set(was).add(code)),
    reset: () => {
      // A check on its way answers for what is no more.
      editedSince.current = new Set();
      setIssues([]);
      setShown(new Set());
    },
    addressChanged: () => setDismissed(new Set()),
  };
}

function keepRemovals(was: FieldIssue[], found: FieldIssue[]): FieldIssue[] {
  const said = new Set(found.map(({ issue }) => issue.code));
  return [...found, ...was.filter(({ issue }) => REMOVALS.has(issue.code) && !said.has(issue.code))];
}

/** With what else is known, unless the core says the same. */
function addKnown(found: FieldIssue[], known: FieldIssue[]): FieldIssue[] {
  const said = new Set(found.map(({ field, issue }) => `${fieldKey(field)} ${issue.code}`));
  return [...found, ...known.filter(({ field, issue }) => !said.has(`${fieldKey(field)} ${issue.code}`))];
}
