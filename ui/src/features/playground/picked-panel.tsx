import type { ReactNode } from "react";

import { ErrorCard } from "@/components/error-card";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { AskDock } from "@/features/asks";
import {
  type ConnectionView,
  failureOf,
  type RejectedTool,
  type ToolDetail,
  type ToolStanding,
  usePrompts,
  useResources,
  useTool,
} from "@/ipc";
import { ConnectionPanel, PickSomething } from "./connection-panel";
import { ToolPanel } from "./form/tool-panel";
import { useToolCall } from "./form/use-tool-call";
import { RefreshButton } from "./list/refresh-button";
import type { Group } from "./list/rows";
import { type Mode, type Picked, pickedItem } from "./mode";
import { ItemPanes } from "./panes";
import { PromptWorkbench } from "./prompt/prompt-workbench";
import { RejectedPanel } from "./rejected-panel";
import { ResourceWorkbench } from "./resource/resource-workbench";
import { TemplateWorkbench } from "./resource/template-workbench";
import { ItemResult } from "./result/item-result";
import { CALLING } from "./run-words";
import { useFailureHandlers } from "./use-failure-handlers";
import { nameOfCall } from "./view";

interface PickedPanelProps {
  mode: Mode;
  picked: Picked;
  groups: readonly Group[];
  rejected: RejectedTool | undefined;
}

/** Beside the list: whatever is picked in it. */
export function PickedPanel({ mode, picked, groups, rejected }: PickedPanelProps) {
  const group = groups.find(({ connection }) => connection.id === picked.connection);
  if (rejected)
    return (
      <BelowAsks>
        <RejectedPanel rejected={rejected} mode={mode} />
      </BelowAsks>
    );
  if (!group)
    return (
      <BelowAsks>
        <PickSomething
          mode={mode}
          anyConnected={groups.some(({ connection }) => connection.status.type === "connected")}
        />
      </BelowAsks>
    );
  const { connection } = group;
  const item = pickedItem(picked);
  if (item === undefined)
    return (
      <BelowAsks>
        <ConnectionPanel mode={mode} group={group} />
      </BelowAsks>
    );
  const key = `${connection.id}/${item.kind}/${item.id}`;
  switch (item.kind) {
    case "tool":
      return <PickedTool key={key} group={group} name={item.id} />;
    case "resource":
      return <PickedResource key={key} connection={connection} uri={item.id} />;
    case "template":
      return <PickedTemplate key={key} group={group} uriTemplate={item.id} />;
    case "prompt":
      return <PickedPrompt key={key} group={group} name={item.id} />;
  }
}

/** Where there is no result that the questions could stand above. */
function BelowAsks({ children }: { children: ReactNode }) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <AskDock nameOf={nameOfCall} />
      <div className="min-h-0 flex-1">{children}</div>
    </div>
  );
}

/** A tool's definition is fetched when it is picked; lists only carry what finding it takes. */
function PickedTool({ group, name }: { group: Group; name: string }) {
  const { connection, list } = group;
  const { data: detail, error, refetch } = useTool(connection.id, name);
  const handlers = useFailureHandlers(connection, () => void refetch());

  if (detail) {
    const standing = list?.items.find(({ id }) => id === name)?.standing ?? "accepted";
    return <ToolWorkbench connection={connection} detail={detail} standing={standing} />;
  }
  if (error) {
    return (
      <BelowAsks>
        <div className="p-4">
          <ErrorCard failure={failureOf(error)} handlers={handlers} />
        </div>
      </BelowAsks>
    );
  }
  return <Loading />;
}

const NOTHING: Readonly<Record<string, string>> = {};

/** So that the sample server's first call succeeds with one click. */
const SAMPLE_ARGUMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  add: { a: "2", b: "3" },
};

interface ToolWorkbenchProps {
  connection: ConnectionView;
  detail: ToolDetail;
  standing: ToolStanding;
}

function ToolWorkbench({ connection, detail, standing }: ToolWorkbenchProps) {
  const proposed = (connection.target.type === "sample" && SAMPLE_ARGUMENTS[detail.name]) || NOTHING;
  const call = useToolCall({ connection, detail, proposed, standing });
  return (
    <ItemPanes
      form={<ToolPanel connection={connection} detail={detail} call={call} />}
      result={
        <ItemResult
          connection={connection}
          name={detail.name}
          words={CALLING}
          runs={call.runs}
          onRunAgain={() => void call.run(true)}
        />
      }
    />
  );
}

function PickedResource({ connection, uri }: { connection: ConnectionView; uri: string }) {
  const list = useResources(connection.id, connection.status.type === "connected").query.data;
  return <ResourceWorkbench connection={connection} uri={uri} list={list} />;
}

function PickedTemplate({ group, uriTemplate }: { group: Group; uriTemplate: string }) {
  const { connection } = group;
  const list = useResources(connection.id, connection.status.type === "connected").query.data;
  const template = list?.templates.find((one) => one.uriTemplate === uriTemplate);
  if (list && template)
    return <TemplateWorkbench connection={connection} template={template} canComplete={list.canComplete} />;
  return <NotListed mode="resources" group={group} what={`“${uriTemplate}”`} listed={list !== undefined} />;
}

function PickedPrompt({ group, name }: { group: Group; name: string }) {
  const { connection } = group;
  const list = usePrompts(connection.id, connection.status.type === "connected").query.data;
  const prompt = list?.prompts.find((one) => one.name === name);
  if (list && prompt)
    return <PromptWorkbench connection={connection} prompt={prompt} canComplete={list.canComplete} />;
  return <NotListed mode="prompts" group={group} what={`“${name}”`} listed={list !== undefined} />;
}

interface NotListedProps {
  mode: Mode;
  group: Group;
  what: string;
  /** There is a list, without it. */
  listed: boolean;
}

/** Instead of something that cannot be shown without its server's list. */
function NotListed({ mode, group, what, listed }: NotListedProps) {
  const { connection, failure } = group;
  if (!listed && connection.status.type === "connected" && !failure) return <Loading />;
  return (
    <BelowAsks>
      {listed ? (
        <EmptyState
          title={`${connection.name} doesn't list ${what}`}
          actions={<RefreshButton mode={mode} id={connection.id} />}
        >
          It may have been there before, or be in a part of the list that wasn't fetched.
        </EmptyState>
      ) : (
        <ConnectionPanel mode={mode} group={group} />
      )}
    </BelowAsks>
  );
}

function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-3 p-4">
      <Skeleton className="h-6 w-48" />
      <Skeleton className="h-4 w-72" />
      <Skeleton className="mt-4 h-8" />
    </div>
  );
}
