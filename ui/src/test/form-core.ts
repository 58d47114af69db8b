import type { Checked, ConnectionRequest, FieldIssue, Ipc } from "@/ipc";
import { type FakeIpc, urlOf } from "./fake-ipc";

/** A form with its address, blank where it has none. */
type Form = ConnectionRequest & { url: string };

/** A core that finds these issues while `when` holds. */
export function finding(issues: FieldIssue[], when: (form: Form) => boolean = () => true) {
  const checkConnection: Ipc["checkConnection"] = async (_id, request): Promise<Checked> => ({
    url: urlOf(request),
    name: request.name,
    slug: "x",
    issues: when({ ...request, url: urlOf(request) }) ? issues : [],
  });
  return { checkConnection };
}

/** A remark that stops saving. */
export function error(field: FieldIssue["field"], issue: FieldIssue["issue"]): FieldIssue {
  return { field, severity: "error", issue };
}

/** The last form that was sent with a method. */
export function sent(
  ipc: FakeIpc,
  method: "addConnection" | "configureConnection" | "testConnection",
): Form | undefined {
  const request = ipc.asked.findLast(([name]) => name === method)?.at(-1) as ConnectionRequest | undefined;
  return request && { ...request, url: urlOf(request) };
}

/** How often a method was called. */
export function asked(ipc: FakeIpc, method: keyof Ipc): number {
  return ipc.asked.filter(([name]) => name === method).length;
}
