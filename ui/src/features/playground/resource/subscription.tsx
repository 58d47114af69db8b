import { useQueryClient } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import { useState } from "react";

import { toastFailure } from "@/components/failure-toast";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/switch";
import { type ConnectionView, keys, type ResourceListView, useIpc, useResourceUpdatedAt } from "@/ipc";
import { formatMoment } from "@/lib/format";

interface SubscriptionProps {
  connection: ConnectionView;
  uri: string;
  /** Undefined for a resource that is in no list; then nobody knows but this switch. */
  subscribed: boolean | undefined;
  /** When it was last read. */
  readAt: number | undefined;
  onRead: () => void;
}

/** Whether the server is to tell when a resource changes, and that it did. */
export function Subscription({ connection, uri, subscribed, readAt, onRead }: SubscriptionProps) {
  const ipc = useIpc();
  const client = useQueryClient();
  const [wanted, setWanted] = useState<boolean>();
  const updatedAt = useResourceUpdatedAt(connection.id, uri);
  const on = wanted ?? subscribed ?? false;

  const subscribe = async (next: boolean) => {
    setWanted(next);
    try {
      await ipc.subscribeResource(connection.id, uri, next);
      client.setQueryData<ResourceListView>(keys.resources(connection.id), (list) =>
        list ? withSubscription(list, uri, next) : list,
      );
      // From here on the list says so, unless it does not have the resource.
      if (subscribed !== undefined) setWanted(undefined);
    } catch (error) {
      setWanted(undefined);
      toastFailure(error, connection.name);
    }
  };
  const news = updatedAt !== undefined && (readAt === undefined || updatedAt > readAt);
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is one */}
      <label className="flex w-fit items-center gap-3">
        <Switch
          checked={on}
          onChange={(next) => void subscribe(next)}
          aria-label="Tell me when it changes"
          data-testid="subscribe"
        />
        Tell me when it changes
      </label>
      <div aria-live="polite">
        {news ? (
          <div
            data-testid="resource-changed"
            className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control border border-line bg-s1 px-3 py-2"
          >
            <BellRing aria-hidden className="text-busy-glyph" />
            <span className="min-w-0 flex-1">It changed at {formatMoment(updatedAt)}.</span>
            <Button size="sm" onClick={onRead} data-testid="read-again">
              {readAt === undefined ? "Read" : "Read again"}
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

function withSubscription(list: ResourceListView, uri: string, subscribed: boolean): ResourceListView {
  return {
    ...list,
    resources: list.resources.map((one) => (one.uri === uri ? { ...one, subscribed } : one)),
  };
}
