import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";

import { type ConnectionView, failureOf, type NamedText, type TemplateSummary, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { TextField } from "../completion/text-field";
import { filledIn, itemKey, timeoutOf, useTextDraft } from "../drafts";
import { ItemHeader } from "../form/item-header";
import { RunBar } from "../form/run-bar";
import { useFocusOnPick } from "../form/use-focus-on-pick";
import { placeOf } from "../mode";
import { ItemPanes } from "../panes";
import { usePlaygroundKeys } from "../playground-keys";
import { ItemResult } from "../result/item-result";
import { READING } from "../run-words";
import { useRunsAt } from "../runs";
import { AddressFact, Fact, Facts } from "./resource-facts";

interface TemplateWorkbenchProps {
  connection: ConnectionView;
  template: TemplateSummary;
  /** The server suggests values. */
  canComplete: boolean;
}

/** A template of addresses: a field for each variable, the address they make, and what reading it gave. */
export function TemplateWorkbench({ connection, template, canComplete }: TemplateWorkbenchProps) {
  const { uriTemplate, name, title, description, mimeType, variables } = template;
  const key = itemKey(connection.id, "template", uriTemplate);
  const { runs, begin, cancel } = useRunsAt({
    key,
    place: placeOf(connection.id, "template", uriTemplate),
  });
  const [draft, onDraft] = useTextDraft(key);
  const values = filledIn(draft, variables);
  const body = useRef<HTMLDivElement>(null);

  const read = () => {
    const timeoutS = timeoutOf(draft.timeout);
    if (timeoutS === "invalid") return;
    begin(async (ipc, callId, onEvent) => {
      // The address shown may be one letter behind.
      const { uri } = await ipc.expandTemplate(uriTemplate, values);
      const request = { callId, connectionId: connection.id, uri, timeoutS: timeoutS ?? null };
      return ipc.readResource(request, onEvent);
    });
  };
  usePlaygroundKeys({ run: read, cancel: runs.current ? cancel : undefined });
  useFocusOnPick(body, key);

  return (
    <ItemPanes
      form={
        <section aria-label="Template" className="flex h-full min-h-0 flex-col">
          <div ref={body} className="thin-scroll flex min-h-0 flex-1 flex-col gap-4 p-4">
            <ItemHeader
              connection={connection}
              title={title ?? name}
              code={title === null ? undefined : name}
              description={description}
            />
            {variables.length === 0 ? (
              <p className="text-fg2">This template has nothing to fill in.</p>
            ) : null}
            {variables.map((variable) => (
              <TextField
                key={variable}
                name={variable}
                draft={draft}
                onDraft={onDraft}
                completing={
                  canComplete
                    ? {
                        connectionId: connection.id,
                        reference: { type: "resource", uriTemplate },
                        argument: variable,
                        context: values.filter((one) => one.name !== variable),
                      }
                    : undefined
                }
              />
            ))}
            <Facts>
              <Fact name="Template">
                <code className="break-all">{uriTemplate}</code>
              </Fact>
              {mimeType ? (
                <Fact name="Type">
                  <code>{mimeType}</code>
                </Fact>
              ) : null}
              <Expanded template={uriTemplate} values={values} />
            </Facts>
          </div>
          <RunBar
            words={READING}
            connection={connection}
            current={runs.current}
            onRun={read}
            onCancel={cancel}
            timeout={draft.timeout}
            onTimeout={(timeout) => onDraft({ ...draft, timeout })}
          />
        </section>
      }
      result={
        <ItemResult
          connection={connection}
          name={title ?? name}
          words={READING}
          runs={runs}
          onRunAgain={read}
        />
      }
    />
  );
}

/** The address that the variables make, as they are typed, and which of them are still missing. */
function Expanded({ template, values }: { template: string; values: NamedText[] }) {
  const ipc = useIpc();
  const { data, error } = useQuery({
    queryKey: ["expanded", template, values],
    queryFn: () => ipc.expandTemplate(template, values),
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  if (error) {
    const { title, why } = failureWords(failureOf(error));
    return (
      <Fact name="Address">
        <span className="text-auth">{`${title}. ${why}`}</span>
      </Fact>
    );
  }
  if (!data) return null;
  return (
    <>
      <AddressFact name="Address" uri={data.uri} data-testid="expanded-uri" />
      {data.missing.length > 0 ? (
        <Fact name="Not filled in">
          <span data-testid="missing-variables">{data.missing.join(", ")}</span>
        </Fact>
      ) : null}
    </>
  );
}
