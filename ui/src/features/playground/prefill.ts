import { toast } from "@/components/ui/toast";
import type { ConnectionId } from "@/ipc";
import { formatJson, JsonSyntaxError, tryParseJson } from "@/lib/json";
import { itemKey, useDrafts } from "./drafts";

/** Puts arguments that came with a link into a tool's form. What was there before can be brought back. */
export function prefillArguments(connection: ConnectionId, tool: string, json: string): void {
  const key = itemKey(connection, "tool", tool);
  const { drafts, change } = useDrafts.getState();
  const before = drafts[key];
  const broken = tryParseJson(json) instanceof JsonSyntaxError;
  change(key, {
    arguments: broken ? json : formatJson(json),
    mode: "form",
    timeout: before?.timeout ?? "",
    asTask: before?.asTask ?? false,
    unfinished: {},
  });
  if (!before) return;
  toast({
    title: `The link replaced the arguments of “${tool}”.`,
    action: { label: "Undo", testId: "toast-undo", onClick: () => change(key, before) },
  });
}
