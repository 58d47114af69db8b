import type { CallEvent } from "@/ipc";
import type { RunWords } from "../run-words";
import type { RunningCall } from "../runs";

/** Lines of the server's log that are kept in sight. */
const SHOWN_LOGS = 6;

interface RunningStripProps {
  current: RunningCall;
  words: RunWords;
  /** The server asked something and waits for the answer. */
  asking: boolean;
}

/** What is known of a running call: progress, the server's words, its task, its log. */
export function RunningStrip({ current, words, asking }: RunningStripProps) {
  const { progress, task, logs } = current;
  return (
    <div data-testid="running" className="flex shrink-0 flex-col gap-2 border-b bg-s1 px-4 py-3">
      <div className="flex items-baseline gap-2">
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {asking ? "Waiting for your answer" : (progress?.message ?? words.waiting)}
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
      {task ? <TaskLine task={task} /> : null}
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

/** What the protocol says a task can be. Other words are shown as they come. */
const TASK_WORDS: Record<string, string> = {
  working: "working",
  input_required: "waits for input",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
};

function TaskLine({ task }: { task: Extract<CallEvent, { type: "task" }> }) {
  const { id, status, message } = task;
  return (
    <p className="flex min-w-0 items-baseline gap-1.5 text-fg2 text-meta" data-testid="task-status">
      <span className="shrink-0">
        Task <span className="font-medium text-fg">{TASK_WORDS[status] ?? status}</span>
      </span>
      {message ? (
        <span dir="auto" className="min-w-0 flex-1 truncate" title={message}>
          {message}
        </span>
      ) : null}
      <code className="ml-auto max-w-1/3 truncate text-fg3" title={id}>
        {id}
      </code>
    </p>
  );
}

function progressWords({ progress, total, percent }: NonNullable<RunningCall["progress"]>): string {
  if (total !== null)
    return percent === null ? `${progress} of ${total}` : `${progress} of ${total} · ${percent} %`;
  return progress;
}
