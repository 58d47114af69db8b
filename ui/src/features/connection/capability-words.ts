import type { ConnectionView, SessionStatus } from "@/ipc";
import { count } from "@/lib/format";

type Connected = Extract<SessionStatus, { type: "connected" }>;

/** What a server can do and may ask, in sentences. */
export function capabilitySentences({ asks }: ConnectionView, status: Connected): string[] {
  const { tools, rejected, resources, prompts } = status;
  return [
    tools === null
      ? "Its tools couldn't be listed."
      : tools === 0
        ? "It lists no tools."
        : `It has ${count(tools, "tool")} to call${rejected > 0 ? `, and ${rejected} that can't be used` : ""}.`,
    ...(resources === null ? [] : [`It has ${count(resources, "resource")} to read.`]),
    ...(prompts === null ? [] : [`It has ${count(prompts, "prompt")} to fill in.`]),
    asksSentence(asks),
  ];
}

function asksSentence({ elicitation, sampling, roots }: ConnectionView["asks"]): string {
  const may = [
    ...(elicitation ? ["ask you questions"] : []),
    ...(sampling ? ["ask for text from a model"] : []),
    ...(roots.length > 0 ? [`know of ${count(roots.length, "folder")}`] : []),
  ];
  return may.length === 0 ? "It may ask you nothing." : `It may ${listed(may)}.`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
