import { type RefObject, useEffect, useRef } from "react";

import { SchemaForm } from "@/components/schema-form";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import type { ConnectionView, ToolDetail } from "@/ipc";
import { usePlaygroundKeys } from "../playground-keys";
import { ArgumentsJson } from "./arguments-json";
import { RunBar } from "./run-bar";
import { ToolHeader } from "./tool-header";
import type { ToolCall } from "./use-tool-call";

interface ToolPanelProps {
  connection: ConnectionView;
  detail: ToolDetail;
  call: ToolCall;
}

const FOCUSABLE = "input, textarea, button[role=combobox], [role=radio][tabindex='0'], .cm-content";

/** The middle pane: a tool, its arguments, and Run. */
export function ToolPanel({ connection, detail, call }: ToolPanelProps) {
  const { plan, draft, onDraft, readiness } = call;
  const body = useRef<HTMLDivElement>(null);
  const showsForm = plan.type === "form" && draft.mode === "form" && readiness.type === "sendable";

  const run = (anyway: boolean) => {
    if (!call.run(anyway)) requestAnimationFrame(() => focusFirstProblem(body.current, call));
  };
  const changeMode = (mode: "form" | "json") => {
    if (plan.type === "json") return;
    if (mode === "form" && readiness.type === "broken") {
      toast({ title: "The form can't show these arguments yet", description: readiness.reason });
      return;
    }
    onDraft({ ...draft, mode });
  };
  usePlaygroundKeys({
    run: () => run(false),
    runAnyway: () => run(true),
    cancel: call.runs.current ? call.cancel : undefined,
    toggleJson: () => changeMode(showsForm ? "json" : "form"),
  });
  useFocusOnPick(body, call.key);

  return (
    <section aria-label="Tool" className="flex h-full min-h-0 flex-col">
      <div ref={body} className="thin-scroll flex min-h-0 flex-1 flex-col gap-4 p-4">
        <ToolHeader connection={connection} detail={detail} />
        <div data-arguments className="flex min-h-0 flex-1 flex-col gap-4">
          {plan.type === "form" ? (
            <Segmented
              size="sm"
              aria-label="How to write the arguments"
              value={showsForm ? "form" : "json"}
              onChange={changeMode}
              segments={[
                { value: "form", label: "Form", "data-testid": "mode-form" },
                { value: "json", label: "JSON", "data-testid": "mode-json" },
              ]}
            />
          ) : null}
          {showsForm ? (
            <SchemaForm
              plan={plan}
              draft={draft}
              object={readiness.object}
              problems={readiness.problems}
              insist={call.heldBack}
              onDraft={onDraft}
              empty="This tool takes no arguments."
              onEditJson={() => onDraft({ ...draft, mode: "json" })}
            />
          ) : (
            <ArgumentsJson
              draft={draft}
              readiness={readiness}
              noForm={plan.type === "json" ? plan.reason : undefined}
              onDraft={onDraft}
            />
          )}
        </div>
      </div>
      <RunBar call={call} connection={connection} onRun={run} />
    </section>
  );
}

/** Puts the focus where the arguments begin, whenever another tool is picked. */
function useFocusOnPick(body: RefObject<HTMLElement | null>, key: string): void {
  useEffect(() => {
    const first = key && argumentControls(body.current)[0];
    const run = body.current?.parentElement?.querySelector<HTMLElement>("[data-testid=run]");
    const target = first || run;
    target?.focus({ preventScroll: true });
    // With its label, and no further than needed: the tool's heading stays where there is room for both.
    (target?.closest("[data-argument]") ?? target)?.scrollIntoView({ block: "nearest" });
  }, [body, key]);
}

function focusFirstProblem(body: HTMLElement | null, call: ToolCall): void {
  const name =
    call.stuck ?? (call.readiness.type === "sendable" ? [...call.readiness.problems.keys()][0] : undefined);
  const row = [...(body?.querySelectorAll<HTMLElement>("[data-argument]") ?? [])].find(
    (one) => one.dataset.argument === name,
  );
  const target = row?.querySelector<HTMLElement>(FOCUSABLE) ?? argumentControls(body)[0];
  target?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function argumentControls(body: HTMLElement | null): HTMLElement[] {
  return [
    ...(body?.querySelectorAll<HTMLElement>(
      `[data-argument] :is(${FOCUSABLE}), [data-arguments] .cm-content`,
    ) ?? []),
  ];
}
