import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, it } from "vitest";
import type { CallEvent, CallRequest } from "./bindings";
import { IpcFailure } from "./ipc";
import { tauriIpc } from "./tauri";

afterEach(clearMocks);

it("gives the core's answer as a value", async () => {
  mockIPC((command) => (command === "app_info" ? { version: "1.2.3", dataDir: "/data" } : null));
  expect(await tauriIpc.appInfo()).toEqual({ version: "1.2.3", dataDir: "/data" });
});

it("throws the core's failure", async () => {
  mockIPC(() => Promise.reject({ code: "disabled", name: "Linear" }));
  await expect(tauriIpc.connect("id")).rejects.toEqual(new IpcFailure({ code: "disabled", name: "Linear" }));
});

it("takes a refusal by the shell, which is text, for a defect", async () => {
  mockIPC(() => Promise.reject("connect not allowed by ACL"));
  const thrown = await tauriIpc.connect("id").catch((error: unknown) => error);
  expect((thrown as IpcFailure).failure).toEqual({ code: "internal", reason: "connect not allowed by ACL" });
});

it("passes on what a running call reports", async () => {
  const news: CallEvent[] = [];
  const progress: CallEvent = { type: "progress", progress: "1", total: "2", percent: 50, message: null };
  mockIPC((command, payload) => {
    if (command !== "call_tool") return null;
    const channel = Object.values(payload as Record<string, unknown>).find(
      (value): value is { onmessage: (event: CallEvent) => void } =>
        typeof value === "object" && value !== null && "onmessage" in value,
    );
    channel?.onmessage(progress);
    return { callId: "1" };
  });
  const request: CallRequest = {
    callId: "1",
    connectionId: "id",
    tool: "add",
    arguments: "{}",
    timeoutS: null,
    task: "automatic" as const,
  };
  await tauriIpc.callTool(request, (event) => news.push(event));
  expect(news).toEqual([progress]);
});
