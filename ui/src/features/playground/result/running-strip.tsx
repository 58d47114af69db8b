import type { RunningCall } from "../runs";

/** Lines of the server's log that are kept in sight. */
const SHOWN_LOGS = 6;

/** What is known of a running call: progress, the server's words, its log. */
export function RunningStrip({ current }: { current: RunningCall }) {
  const { progress, logs } = current;
  return (
    <div data-testid="running" className="flex shrink-0 flex-col gap-2 border-b bg-s1 px-4 py-3">
      <div className="flex items-baseline gap-2">
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {progress?.message ?? "Waiting for the result…"}
        </span>
        {progress ? <span className="tabular text-fg3 text-meta">{progressWords(progress)}</span> : null}
      </div>
      <div
        role="progressbar"
        aria-label="Progress of the call"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={progress?.percent ?? undefined}
        className="h-1 overflow-hidden rounded-full bg-s2"
      >
        {progress?.percent == null ? (
          <div className="h-full w-full animate-breathe bg-accent/50" />
        ) : (
          <div
            className="h-full w-full origin-left bg-accent transition-transform duration-160"
            style={{ transform: `scaleX(${progress.percent / 100})` }}
          />
        )}
      </div>
      {logs.length > 0 ? (
        <ol aria-label="Log of the call" className="flex flex-col gap-0.5 font-mono text-code text-fg2">
          {logs.slice(-SHOWN_LOGS).map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: log lines have no identity
            <li key={index} className="truncate" title={line.text}>
              <span className="text-fg3">{line.level}</span> {line.text}
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

function progressWords({ progress, total, percent }: NonNullable<RunningCall["progress"]>): string {
  if (total !== null)
    return percent === null ? `${progress} of ${total}` : `${progress} of ${total} · ${percent} %`;
  return progress;
}
