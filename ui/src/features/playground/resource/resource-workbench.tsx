import { useRef } from "react";

import type { ConnectionView, ResourceListView, ResourceSummary } from "@/ipc";
import { formatBytes } from "@/lib/format";
import { itemKey, timeoutOf, useTextDraft } from "../drafts";
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
import { Subscription } from "./subscription";

interface ResourceWorkbenchProps {
  connection: ConnectionView;
  uri: string;
  /** What its server lists, as far as that is known. */
  list: ResourceListView | undefined;
}

/** One resource, and what reading it gave. It may be one that no list has, but a result pointed to. */
export function ResourceWorkbench({ connection, uri, list }: ResourceWorkbenchProps) {
  const key = itemKey(connection.id, "resource", uri);
  const { runs, begin, cancel } = useRunsAt({ key, place: placeOf(connection.id, "resource", uri) });
  const [draft, onDraft] = useTextDraft(key);
  const body = useRef<HTMLDivElement>(null);
  const resource = list?.resources.find((one) => one.uri === uri);

  const read = () => {
    const timeoutS = timeoutOf(draft.timeout);
    if (timeoutS === "invalid") return;
    begin((ipc, callId, onEvent) =>
      ipc.readResource({ callId, connectionId: connection.id, uri, timeoutS: timeoutS ?? null }, onEvent),
    );
  };
  usePlaygroundKeys({ run: read, cancel: runs.current ? cancel : undefined });
  useFocusOnPick(body, key);

  return (
    <ItemPanes
      form={
        <section aria-label="Resource" className="flex h-full min-h-0 flex-col">
          <div ref={body} className="thin-scroll flex min-h-0 flex-1 flex-col gap-4 p-4">
            <ResourceHeader connection={connection} uri={uri} resource={resource} />
            <ResourceFacts uri={uri} resource={resource} listed={list !== undefined} />
            {list?.canSubscribe && connection.status.type === "connected" ? (
              <Subscription
                connection={connection}
                uri={uri}
                subscribed={resource?.subscribed}
                readAt={runs.last?.startedAt}
                onRead={read}
              />
            ) : null}
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
      result={<ItemResult connection={connection} name={uri} words={READING} runs={runs} onRunAgain={read} />}
    />
  );
}

interface AboutResource {
  uri: string;
  resource: ResourceSummary | undefined;
}

function ResourceHeader({ connection, uri, resource }: AboutResource & { connection: ConnectionView }) {
  if (!resource) return <ItemHeader connection={connection} title={lastPart(uri)} description={undefined} />;
  const { name, title, description } = resource;
  return (
    <ItemHeader
      connection={connection}
      title={title ?? name}
      code={title === null ? undefined : name}
      description={description}
    />
  );
}

function ResourceFacts({ uri, resource, listed }: AboutResource & { listed: boolean }) {
  return (
    <>
      <Facts>
        <AddressFact name="Address" uri={uri} data-testid="resource-uri" />
        {resource?.mimeType ? (
          <Fact name="Type">
            <code>{resource.mimeType}</code>
          </Fact>
        ) : null}
        {resource && resource.size !== null ? (
          <Fact name="Size">
            <span className="tabular">{formatBytes(resource.size)}</span>
          </Fact>
        ) : null}
      </Facts>
      {resource || !listed ? null : (
        <p className="text-fg3 text-meta">The server doesn't list it. It may have it all the same.</p>
      )}
    </>
  );
}

/** What a resource that nobody named is called: the end of its address. */
function lastPart(uri: string): string {
  const parts = uri.split(/[/?#]/).filter(Boolean);
  return parts.at(-1) ?? uri;
}
