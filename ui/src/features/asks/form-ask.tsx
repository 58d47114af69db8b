import { type KeyboardEvent, useMemo, useRef, useState } from "react";

import { CodeEditor } from "@/components/code/code";
import { SchemaForm } from "@/components/schema-form";
import { Button } from "@/components/ui/button";
import type { AskId, AskKind } from "@/ipc";
import { count } from "@/lib/format";
import { type FormPlan, type ObjectDraft, planForm, readinessOf, startingObject } from "@/lib/schema";
import { shortcutText } from "@/lib/shortcut-text";
import { AskBody, Refusals, Said } from "./ask-body";
import { changeForm, useAskState } from "./ask-state";
import { looksSecret } from "./secret-like";
import type { Answering } from "./use-answer";

interface FormAskProps {
  id: AskId;
  kind: Extract<AskKind, { type: "form" }>;
  answering: Answering;
}

/** A form that a server wants filled in. Only what matches its schema is sent. */
export function FormAsk({ id, kind, answering }: FormAskProps) {
  const plan = useMemo(() => planForm(kind.schema), [kind.schema]);
  const first = useMemo<ObjectDraft>(() => ({ arguments: startingObject(plan), unfinished: {} }), [plan]);
  const draft = useAskState((state) => state.forms[id]) ?? first;
  const readiness = useMemo(() => readinessOf(plan, draft.arguments), [plan, draft.arguments]);
  // Set by a Submit that was held back.
  const [insist, setInsist] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const onDraft = (next: ObjectDraft) => changeForm(id, next);

  const stuck = Object.keys(draft.unfinished)[0];
  const problems = readiness.type === "sendable" ? readiness.problems.size : 0;
  const submit = () => {
    if (readiness.type === "broken" || stuck !== undefined || problems > 0) {
      setInsist(true);
      requestAnimationFrame(() => focusProblem(body.current));
      return;
    }
    answering.answer({ type: "submit", content: draft.arguments });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    submit();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens to the fields inside
    <div ref={body} className="flex min-h-0 flex-col" onKeyDown={onKeyDown}>
      <AskBody
        buttons={
          <>
            <Button
              variant="primary"
              busy={answering.doing === "submit"}
              onClick={submit}
              data-testid="ask-submit"
            >
              Submit
              <span className="font-normal text-meta opacity-85">{shortcutText("$mod+Enter")}</span>
            </Button>
            <Refusals answering={answering} />
            {insist && problems > 0 ? (
              <span role="status" className="text-auth text-meta" data-testid="ask-problems">
                {count(problems, "field")} {problems === 1 ? "needs" : "need"} another look.
              </span>
            ) : null}
          </>
        }
      >
        <Said text={kind.message} />
        {plan.type === "form" && readiness.type === "sendable" ? (
          <SchemaForm
            plan={plan}
            draft={draft}
            object={readiness.object}
            problems={readiness.problems}
            insist={insist}
            onDraft={onDraft}
            empty="There is nothing to fill in."
            warningOf={(name) => warningOf(plan, name)}
          />
        ) : (
          <AsJson plan={plan} draft={draft} onDraft={onDraft} />
        )}
      </AskBody>
    </div>
  );
}

interface AsJsonProps {
  plan: FormPlan;
  draft: ObjectDraft;
  onDraft: (draft: ObjectDraft) => void;
}

/** For a schema that no form can be made of. */
function AsJson({ plan, draft, onDraft }: AsJsonProps) {
  return (
    <>
      <p className="text-fg2 text-meta">
        {plan.type === "json" ? plan.reason : ""} Write the answer as JSON.
      </p>
      <CodeEditor
        label="Answer as JSON"
        language="json"
        value={draft.arguments}
        onChange={(text) => onDraft({ arguments: text, unfinished: {} })}
        className="min-h-32!"
        data-testid="ask-json"
      />
    </>
  );
}

function warningOf(plan: Extract<FormPlan, { type: "form" }>, name: string): string | undefined {
  const field = plan.fields.find((one) => one.name === name);
  return looksSecret(name, field?.label)
    ? "This looks like a password or a key. Never give a server your password here."
    : undefined;
}

function focusProblem(body: HTMLElement | null): void {
  const invalid = [...(body?.querySelectorAll<HTMLElement>("[data-argument]") ?? [])].find((row) =>
    row.querySelector("[data-severity=warning], [data-severity=error]"),
  );
  const target = invalid?.querySelector<HTMLElement>("input, textarea, button, [role=radio]");
  target?.focus();
  invalid?.scrollIntoView({ block: "nearest" });
}
