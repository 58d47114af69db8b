import { AlertDialog } from "@/components/ui/alert-dialog";
import type { ToolCall } from "./use-tool-call";

interface HeldQuestionProps {
  /** The connection's name. */
  server: string;
  tool: string;
  question: ToolCall["question"];
}

/** Asks before a tool is called that is not as somebody accepted it. */
export function HeldQuestion({ server, tool, question }: HeldQuestionProps) {
  const { asking, standing, yes, no } = question;
  return (
    <AlertDialog
      open={asking}
      onOpenChange={(open) => {
        if (!open) no();
      }}
      title={standing === "new" ? `Run “${tool}”, which is new?` : `Run “${tool}” as it is now?`}
      confirm="Run"
      tone="primary"
      onConfirm={yes}
      data-testid="held-question"
    >
      {standing === "new"
        ? `${server} added this tool after you accepted its tools, and you haven't accepted it yet.`
        : `${server} changed this tool after you accepted it. It may do something else now.`}
    </AlertDialog>
  );
}
