import type { Checked, FieldIssue, Ipc } from "@/ipc";
import type { FakeIpc } from "./fake-ipc";

/** A core that finds these issues while `when` holds. */
export function finding(
  issues: FieldIssue[],
  when: (request: Parameters<Ipc["checkConnection"]>[1]) => boolean = () => true,
) {
  const checkConnection: Ipc["checkConnection"] = async (_id, request): Promise<Checked> => ({
    url: request.url,
    name: request.name,
    slug: "x",
    issues: when(request) ? issues : [],
  });
  return { checkConnection };
}

/** A remark that stops saving. */
export function error(field: FieldIssue["field"], issue: FieldIssue["issue"]): FieldIssue {
  return { field, severity: "error", issue };
}

/** The last form that was sent with a method. */
export function sent(ipc: FakeIpc, method: "addConnection" | "configureConnection" | "testConnection") {
  const call = ipc.asked.findLast(([name]) => name === method);
  return call?.at(-1) as Parameters<Ipc["addConnection"]>[0] | undefined;
}

/** How often a method was called. */
export function asked(ipc: FakeIpc, method: keyof Ipc): number {
  return ipc.asked.filter(([name]) => name === method).length;
}
