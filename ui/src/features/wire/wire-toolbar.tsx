import { Download, Pause, Play, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";

import { toastFailure } from "@/components/failure-toast";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { type ConnectionId, type LogKind, useIpc } from "@/ipc";
import { count, formatBytes } from "@/lib/format";
import type { Traffic, TrafficFilter } from "./use-traffic";
import { KIND_GROUPS } from "./wire-words";

/** What the toolbar decides. */
export type Shown = Omit<TrafficFilter, "connection">;

export const EVERYTHING: Shown = { text: "", kinds: [], failedOnly: false, paused: false };

interface WireToolbarProps {
  shown: Shown;
  /** Whose log it is; nobody's in particular when it is that of all. */
  connection: ConnectionId | null;
  traffic: Traffic;
  onChange: (shown: Shown) => void;
  onCleared: () => void;
  actions?: ReactNode;
}

/** Filters the log, holds it, empties it and saves it. */
export function WireToolbar(props: WireToolbarProps) {
  const { shown, connection, traffic, onChange, onCleared, actions } = props;
  const ipc = useIpc();
  const clear = () =>
    ipc.clearWire(connection).then(onCleared, (error: unknown) => toastFailure(error, "Log"));
  return (
    <div
      role="toolbar"
      aria-label="Log"
      className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b px-3 py-1"
    >
      <div className="w-52 min-w-0">
        <Input
          type="search"
          aria-label="Filter the log"
          placeholder="Filter by text…"
          value={shown.text}
          onChange={(event) => onChange({ ...shown, text: event.target.value })}
          data-testid="wire-text"
        />
      </div>
      <div className="flex items-center">
        {KIND_GROUPS.map(({ label, kinds }) => (
          <Toggle
            key={label}
            label={label}
            pressed={kinds.every((kind) => shown.kinds.includes(kind))}
            onPressed={(on) => onChange({ ...shown, kinds: withKinds(shown.kinds, kinds, on) })}
          />
        ))}
      </div>
      <Toggle
        label="Failures only"
        pressed={shown.failedOnly}
        onPressed={(failedOnly) => onChange({ ...shown, failedOnly })}
      />
      <span className="tabular ml-auto text-fg3 text-meta" data-testid="wire-count">
        {amount(traffic)}
      </span>
      <div className="flex items-center">
        <IconButton
          label={shown.paused ? "Go on with the log" : "Pause the log"}
          aria-pressed={shown.paused}
          onClick={() => onChange({ ...shown, paused: !shown.paused })}
        >
          {shown.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        </IconButton>
        <ExportButton filter={{ ...shown, connection }} empty={traffic.total === 0} />
        <IconButton
          label={connection === null ? "Clear the log" : "Clear this connection's log"}
          onClick={clear}
          data-testid="wire-clear"
        >
          <Trash2 aria-hidden />
        </IconButton>
        {actions}
      </div>
    </div>
  );
}

function Toggle({
  label,
  pressed,
  onPressed,
}: {
  label: string;
  pressed: boolean;
  onPressed: (pressed: boolean) => void;
}) {
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-pressed={pressed}
      onClick={() => onPressed(!pressed)}
      className="px-2!"
    >
      {label}
    </Button>
  );
}

function ExportButton({ filter, empty }: { filter: TrafficFilter; empty: boolean }) {
  const ipc = useIpc();
  const [saving, setSaving] = useState(false);
  const { paused: _, ...query } = filter;
  const save = () => {
    setSaving(true);
    ipc
      .exportWire({ ...query, after: null, limit: 0 })
      .then(
        ({ path, bytes }) =>
          toast({ title: `Saved ${formatBytes(bytes)}`, description: path, timeout: 8000 }),
        (error: unknown) => toastFailure(error, "Log"),
      )
      .finally(() => setSaving(false));
  };
  return (
    <IconButton
      label="Save what is shown to a file"
      onClick={save}
      busy={saving}
      disabled={empty}
      data-testid="wire-export"
    >
      <Download aria-hidden />
    </IconButton>
  );
}

function withKinds(chosen: readonly LogKind[], kinds: readonly LogKind[], on: boolean): LogKind[] {
  const others = chosen.filter((kind) => !kinds.includes(kind));
  return on ? [...others, ...kinds] : others;
}

function amount({ entries, total, dropped }: Traffic): string {
  if (total === 0 && dropped === 0) return "";
  const lines =
    entries.length < total ? `the last ${entries.length} of ${count(total, "line")}` : count(total, "line");
  return dropped > 0 ? `${lines}, ${count(dropped, "earlier one")} not kept` : lines;
}
