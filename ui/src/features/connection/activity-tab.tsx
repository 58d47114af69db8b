import { useState } from "react";
import { toastFailure } from "@/components/failure-toast";
import { Select, type SelectOption } from "@/components/ui/select";
import { WireLog } from "@/features/wire";
import { type ConnectionView, type LogLevel, useIpc } from "@/ipc";

const LEVELS: SelectOption<LogLevel>[] = [
  { value: "debug", label: "Debug", description: "Everything" },
  { value: "info", label: "Info" },
  { value: "notice", label: "Notice" },
  { value: "warning", label: "Warning" },
  { value: "error", label: "Error" },
  { value: "critical", label: "Critical" },
  { value: "alert", label: "Alert" },
  { value: "emergency", label: "Emergency", description: "Next to nothing" },
];

/** What went back and forth, and how much the server shall say. */
export function ActivityTab({ connection }: { connection: ConnectionView }) {
  const { id, name, status } = connection;
  const ipc = useIpc();
  const [level, setLevel] = useState<LogLevel | null>(null);
  const choose = (next: LogLevel) => {
    const before = level;
    setLevel(next);
    ipc.setLogLevel(id, next).catch((error: unknown) => {
      setLevel(before);
      toastFailure(error, name);
    });
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-2 border-b px-6 py-2 max-[700px]:px-3">
        <Select
          aria-label="How much the server logs"
          prefix="Server log:"
          value={level}
          placeholder="as the server likes"
          options={LEVELS}
          onChange={choose}
          disabled={status.type !== "connected"}
          data-testid="log-level"
        />
        <span className="text-fg3 text-meta">
          {status.type === "connected"
            ? "From this level on, the server's messages arrive here."
            : "Can be chosen while it is connected."}
        </span>
      </div>
      <div className="flex min-h-0 flex-1 flex-col">
        <WireLog connectionId={id} />
      </div>
    </div>
  );
}
