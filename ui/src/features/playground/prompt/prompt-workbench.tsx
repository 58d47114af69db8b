import { useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import type { ConnectionView, PromptSummary } from "@/ipc";
import { TextField } from "../completion/text-field";
import { filledIn, itemKey, timeoutOf, useTextDraft } from "../drafts";
import { ItemHeader } from "../form/item-header";
import { Remark, RunBar } from "../form/run-bar";
import { focusArgument, useFocusOnPick } from "../form/use-focus-on-pick";
import { placeOf } from "../mode";
import { ItemPanes } from "../panes";
import { usePlaygroundKeys } from "../playground-keys";
import { ItemResult } from "../result/item-result";
import { GETTING } from "../run-words";
import { useRunsAt } from "../runs";

interface PromptWorkbenchProps {
  connection: ConnectionView;
  prompt: PromptSummary;
  /** The server suggests values. */
  canComplete: boolean;
}

/** A prompt with its arguments, and the messages it gave. */
export function PromptWorkbench({ connection, prompt, canComplete }: PromptWorkbenchProps) {
  const { name, title, description } = prompt;
  const key = itemKey(connection.id, "prompt", name);
  const { runs, begin, cancel } = useRunsAt({ key, place: placeOf(connection.id, "prompt", name) });
  const [draft, onDraft] = useTextDraft(key);
  // Set by a Get that was held back, until the arguments are sent.
  const [heldBack, setHeldBack] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const values = filledIn(
    draft,
    prompt.arguments.map((one) => one.name),
  );
  const missing = prompt.arguments.filter(
    (one) => one.required && !values.some((value) => value.name === one.name),
  );

  const get = (anyway: boolean) => {
    const timeoutS = timeoutOf(draft.timeout);
    if (timeoutS === "invalid" || runs.current) return;
    setHeldBack(missing.length > 0 && !anyway);
    if (missing.length > 0 && !anyway) {
      requestAnimationFrame(() => focusArgument(body.current, missing[0]?.name));
      return;
    }
    const request = { connectionId: connection.id, prompt: name, arguments: values };
    begin((ipc, callId, onEvent) =>
      ipc.getPrompt({ callId, ...request, timeoutS: timeoutS ?? null }, onEvent),
    );
  };
  usePlaygroundKeys({
    run: () => get(false),
    runAnyway: () => get(true),
    cancel: runs.current ? cancel : undefined,
  });
  useFocusOnPick(body, key);

  return (
    <ItemPanes
      form={
        <section aria-label="Prompt" className="flex h-full min-h-0 flex-col">
          <div ref={body} className="thin-scroll flex min-h-0 flex-1 flex-col gap-4 p-4">
            <ItemHeader
              connection={connection}
              title={title ?? name}
              code={title === null ? undefined : name}
              description={description}
            />
            {prompt.arguments.length === 0 ? (
              <p className="text-fg2">This prompt takes no arguments.</p>
            ) : null}
            {prompt.arguments.map((one) => (
              <TextField
                key={one.name}
                {...one}
                draft={draft}
                onDraft={onDraft}
                remarks={
                  heldBack && missing.includes(one)
                    ? [{ severity: "warning", text: "Required, but empty." }]
                    : []
                }
                completing={
                  canComplete
                    ? {
                        connectionId: connection.id,
                        reference: { type: "prompt", name },
                        argument: one.name,
                        context: values.filter((value) => value.name !== one.name),
                      }
                    : undefined
                }
              />
            ))}
          </div>
          <RunBar
            words={GETTING}
            connection={connection}
            current={runs.current}
            onRun={() => get(false)}
            onCancel={cancel}
            timeout={draft.timeout}
            onTimeout={(timeout) => onDraft({ ...draft, timeout })}
            remark={
              heldBack && missing.length > 0 ? (
                <Remark>
                  <span data-testid="missing-arguments">
                    Still empty: {missing.map((one) => one.title ?? one.name).join(", ")}.
                  </span>
                  <Button size="sm" data-testid="run-anyway" onClick={() => get(true)}>
                    Get anyway
                    <Kbd keys="$mod+Shift+Enter" />
                  </Button>
                </Remark>
              ) : undefined
            }
          />
        </section>
      }
      result={
        <ItemResult
          connection={connection}
          name={title ?? name}
          words={GETTING}
          runs={runs}
          onRunAgain={() => get(true)}
        />
      }
    />
  );
}
