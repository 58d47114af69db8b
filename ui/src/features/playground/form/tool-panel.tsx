import { useRef } from "react";

import { SchemaForm } from "@/components/schema-form";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import { HeldToolLine } from "@/features/pins";
import type { ConnectionView, ToolDetail } from "@/ipc";
import { usePlaygroundKeys } from "../playground-keys";
import { CALLING } from "../run-words";
import { ArgumentsJson } from "./arguments-json";
import { HeldBack } from "./held-back";
import { HeldQuestion } from "./held-question";
import { RunBar } from "./run-bar";
import { TaskChoice } from "./task-choice";
import { ToolHeader } from "./tool-header";
import { focusArgument, useFocusOnPick } from "./use-focus-on-pick";
import type { ToolCall } from "./use-tool-call";

interface ToolPanelProps {
  connection: ConnectionView;
  detail: ToolDetail;
  call: ToolCall;
}

/** The middle pane: a tool, its arguments, and Run. */
export function ToolPanel({ connection, detail, call }: ToolPanelProps) {
  const { plan, draft, onDraft, readiness } = call;
  const body = useRef<HTMLDivElement>(null);
  const showsForm = plan.type === "form" && draft.mode === "form" && readiness.type === "sendable";

  const run = (anyway: boolean) => {
    if (!call.run(anyway)) requestAnimationFrame(() => focusArgument(body.current, firstProblem(call)));
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
        <HeldToolLine connectionId={connection.id} tool={detail.name} />
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
      <HeldQuestion server={connection.name} tool={detail.name} question={call.question} />
      <RunBar
        words={CALLING}
        connection={connection}
        current={call.runs.current}
        onRun={() => run(false)}
        onCancel={call.cancel}
        timeout={draft.timeout}
        onTimeout={(timeout) => onDraft({ ...draft, timeout })}
        remark={<HeldBack call={call} onRun={run} />}
      >
        <TaskChoice
          support={detail.taskSupport}
          asTask={draft.asTask}
          onAsTask={(asTask) => onDraft({ ...draft, asTask })}
        />
      </RunBar>
    </section>
  );
}

function firstProblem({ stuck, readiness }: ToolCall): string | undefined {
  return stuck ?? (readiness.type === "sendable" ? [...readiness.problems.keys()][0] : undefined);
}
