import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useCallback, useEffect, useState } from "react";

import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { type ConnectionView, failureOf, type RejectedTool, type ToolDetail, useTool } from "@/ipc";
import { ConnectionPanel, PickATool } from "./connection-panel";
import { ToolPanel } from "./form/tool-panel";
import { useToolCall } from "./form/use-tool-call";
import { ListPanes, ToolPanes } from "./panes";
import { RejectedPanel } from "./rejected-panel";
import { ResultPane } from "./result/result-pane";
import { ToolPane } from "./tools/tool-pane";
import type { ToolGroup, ToolRow } from "./tools/tool-rows";
import { useToolGroups } from "./tools/use-tool-groups";
import { useFailureHandlers } from "./use-failure-handlers";
import { usePlaygroundView } from "./view";

const route = getRouteApi("/playground");

/** Call any tool of any connection: the tools, a form, the result, side by side. */
export function PlaygroundPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { groups, loading, failure, retry } = useToolGroups();
  // An unusable definition has no address: it is looked at, then left.
  const [rejected, setRejected] = useState<{ connectionId: string; tool: RejectedTool }>();

  useEffect(() => usePlaygroundView.setState({ picked: search }), [search]);

  const toolIsOpen = search.tool !== undefined || rejected !== undefined;
  const pick = useCallback(
    (row: ToolRow) => {
      // Opening and closing groups leaves the tool open, unless there is a failure to read instead.
      if (row.type === "connection" && toolIsOpen && !("failure" in row.connection.status)) return;
      setRejected(
        row.type === "rejected" ? { connectionId: row.connection.id, tool: row.rejected } : undefined,
      );
      const tool = row.type === "tool" ? row.tool.name : undefined;
      void navigate({ to: "/playground", search: { connection: row.connection.id, tool }, replace: true });
    },
    [navigate, toolIsOpen],
  );
  const isSelected = useCallback(
    (row: ToolRow) => {
      if (row.connection.id !== search.connection) return false;
      if (rejected) return row.type === "rejected" && row.rejected.index === rejected.tool.index;
      if (search.tool === undefined) return row.type === "connection";
      return row.type === "tool" && row.tool.name === search.tool;
    },
    [search.connection, search.tool, rejected],
  );

  if (loading) return <Loading />;
  if (failure)
    return (
      <div className="p-6">
        <ErrorCard failure={failureOf(failure)} handlers={{ retry }} />
      </div>
    );
  if (groups.length === 0) return <NoConnections />;

  return (
    <ListPanes list={<ToolPane groups={groups} isSelected={isSelected} onPick={pick} />}>
      <Picked groups={groups} connectionId={search.connection} tool={search.tool} rejected={rejected?.tool} />
    </ListPanes>
  );
}

interface PickedProps {
  groups: readonly ToolGroup[];
  connectionId: string | undefined;
  tool: string | undefined;
  rejected: RejectedTool | undefined;
}

function Picked({ groups, connectionId, tool, rejected }: PickedProps) {
  const group = groups.find(({ connection }) => connection.id === connectionId);
  if (!group)
    return (
      <PickATool anyConnected={groups.some(({ connection }) => connection.status.type === "connected")} />
    );
  if (rejected) return <RejectedPanel rejected={rejected} />;
  if (tool === undefined) return <ConnectionPanel connection={group.connection} failure={group.failure} />;
  return <PickedTool key={`${group.connection.id}/${tool}`} connection={group.connection} name={tool} />;
}

/** A tool's definition is fetched when it is picked; lists only carry what finding it takes. */
function PickedTool({ connection, name }: { connection: ConnectionView; name: string }) {
  const { data: detail, error, refetch } = useTool(connection.id, name);
  const handlers = useFailureHandlers(connection, () => void refetch());

  if (detail) return <ToolWorkbench connection={connection} detail={detail} />;
  if (error) {
    return (
      <div className="p-4">
        <ErrorCard failure={failureOf(error)} handlers={handlers} />
      </div>
    );
  }
  return (
    <div aria-busy className="flex flex-col gap-3 p-4">
      <Skeleton className="h-6 w-48" />
      <Skeleton className="h-4 w-72" />
      <Skeleton className="mt-4 h-8" />
    </div>
  );
}

const NOTHING: Readonly<Record<string, string>> = {};

/** So that the sample server's first call succeeds with one click. */
const SAMPLE_ARGUMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  add: { a: "2", b: "3" },
};

function ToolWorkbench({ connection, detail }: { connection: ConnectionView; detail: ToolDetail }) {
  const proposed = (connection.target.type === "sample" && SAMPLE_ARGUMENTS[detail.name]) || NOTHING;
  const call = useToolCall(connection, detail, proposed);
  const runAgain = () => void call.run(true);
  const handlers = useFailureHandlers(connection, runAgain);
  return (
    <ToolPanes
      form={<ToolPanel connection={connection} detail={detail} call={call} />}
      result={<ResultPane tool={detail.name} runs={call.runs} onRunAgain={runAgain} handlers={handlers} />}
    />
  );
}

function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-3 p-4">
      <Skeleton className="h-8 w-60" />
      <Skeleton className="h-40 w-60" />
    </div>
  );
}

function NoConnections() {
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<FlaskConical aria-hidden />}
      title="No connections yet"
      actions={
        <>
          <Button
            variant="primary"
            onClick={() => void navigate({ to: "/connections", search: { add: true } })}
          >
            Add a server
          </Button>
          <Button onClick={() => void navigate({ to: "/connections" })}>Try the sample server</Button>
        </>
      }
    >
      Add a server, then call its tools here.
    </EmptyState>
  );
}
