import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { count } from "@/lib/format";
import { Remark } from "./run-bar";
import type { ToolCall } from "./use-tool-call";

/** Why the last Run sent nothing, and what to do. */
export function HeldBack({ call, onRun }: { call: ToolCall; onRun: (anyway: boolean) => void }) {
  const { readiness, stuck, heldBack } = call;
  if (!heldBack) return null;
  if (readiness.type === "broken") return <Remark>The arguments can't be sent. {readiness.reason}</Remark>;
  if (stuck !== undefined) return <Remark>“{stuck}” isn't JSON yet, so it can't be sent.</Remark>;
  const number = readiness.problems.size;
  if (number === 0) return null;
  return (
    <Remark>
      <span data-testid="schema-warning">
        {count(number, "field")} {number === 1 ? "doesn't" : "don't"} match the schema.
      </span>
      <Button size="sm" data-testid="run-anyway" onClick={() => onRun(true)}>
        Run anyway
        <Kbd keys="$mod+Shift+Enter" />
      </Button>
    </Remark>
  );
}
