import { Checkbox } from "@/components/ui/checkbox";
import { Tooltip } from "@/components/ui/tooltip";
import type { TaskSupport } from "@/ipc";

interface TaskChoiceProps {
  support: TaskSupport;
  asTask: boolean;
  onAsTask: (asTask: boolean) => void;
}

/** Whether the server makes a task of the call, where the tool allows a choice or demands it. */
export function TaskChoice({ support, asTask, onAsTask }: TaskChoiceProps) {
  switch (support) {
    case "forbidden":
      return null;
    case "optional":
      return (
        <Tooltip text="The server works on it by itself; the result is fetched when it is there.">
          <div className="text-meta">
            <Checkbox checked={asTask} onChange={onAsTask} label="As task" data-testid="as-task" />
          </div>
        </Tooltip>
      );
    case "required":
      return (
        <Tooltip text="This tool runs only as a task: the server works on it by itself, and the result is fetched when it is there.">
          <span className="text-fg2 text-meta" data-testid="task-required">
            Runs as a task
          </span>
        </Tooltip>
      );
  }
}
