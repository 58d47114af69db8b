import { useNavigate } from "@tanstack/react-router";
import { FileText } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type ResourceListView, useResources } from "@/ipc";
import { formatBytes } from "@/lib/format";
import type { ConnectionPartProps } from "./connection-header";
import { CELL, HEAD, Listing, ListNotes } from "./listing";

/** A resource, or a template that makes addresses of resources. */
type Entry =
  | { kind: "resource"; at: ResourceListView["resources"][number] }
  | { kind: "template"; at: ResourceListView["templates"][number] };

/** What the server has to read. */
export function ResourcesTab(props: ConnectionPartProps) {
  const { id, name, status } = props.connection;
  const { query, refresh, refreshing } = useResources(id, status.type === "connected");
  const navigate = useNavigate();
  const open = ({ kind, at }: Entry) =>
    void navigate({
      to: "/playground",
      search:
        kind === "resource"
          ? { connection: id, mode: "resources", resource: at.uri }
          : { connection: id, mode: "resources", template: at.uriTemplate },
    });
  return (
    <Listing
      {...props}
      query={query}
      noun="resources"
      items={entriesOf}
      textOf={({ at }) =>
        `${at.name} ${at.title ?? ""} ${at.description ?? ""} ${"uri" in at ? at.uri : at.uriTemplate}`
      }
      onRefresh={refresh}
      refreshing={refreshing}
      empty={
        <EmptyState
          icon={<FileText aria-hidden />}
          title={`${name} lists no resources`}
          actions={
            <Button busy={refreshing} onClick={refresh}>
              Refresh
            </Button>
          }
        >
          Resources are texts and files that a server lets you read.
        </EmptyState>
      }
    >
      {(found, list) => (
        <>
          <table className="w-full border-collapse" data-testid="resources-table">
            <thead>
              <tr>
                <th className={HEAD}>Resource</th>
                <th className={`${HEAD} max-[900px]:hidden`}>Type</th>
                <th className={HEAD}>
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((entry) => (
                <Row
                  key={`${entry.kind} ${addressOfEntry(entry)}`}
                  entry={entry}
                  onOpen={() => open(entry)}
                />
              ))}
            </tbody>
          </table>
          <ListNotes noun="resources" rejected={list.rejected} cut={list.cut} />
        </>
      )}
    </Listing>
  );
}

function entriesOf({ resources, templates }: ResourceListView): Entry[] {
  return [
    ...resources.map((at) => ({ kind: "resource", at }) as const),
    ...templates.map((at) => ({ kind: "template", at }) as const),
  ];
}

function addressOfEntry(entry: Entry): string {
  return entry.kind === "resource" ? entry.at.uri : entry.at.uriTemplate;
}

function Row({ entry, onOpen }: { entry: Entry; onOpen: () => void }) {
  const { kind, at } = entry;
  const size = kind === "resource" && at.size !== null ? formatBytes(at.size) : "";
  const type = [kind === "template" ? "template" : "", at.mimeType ?? "", size].filter(Boolean).join(" · ");
  return (
    <tr>
      <td className={CELL}>
        <div className="flex min-w-0 flex-col">
          <span dir="auto" className="select-text break-words font-medium">
            {at.title ?? at.name}
          </span>
          <code className="select-text break-all text-fg3">{addressOfEntry(entry)}</code>
          {at.description ? (
            <span dir="auto" className="line-clamp-2 max-w-prose select-text break-words text-fg3 text-meta">
              {at.description}
            </span>
          ) : null}
        </div>
      </td>
      <td className={`${CELL} whitespace-nowrap text-fg2 text-meta leading-5 max-[900px]:hidden`}>{type}</td>
      <td className={`${CELL} pr-0! text-right`}>
        <Button size="sm" onClick={onOpen} aria-label={`Open ${at.title ?? at.name}`}>
          Open
        </Button>
      </td>
    </tr>
  );
}
