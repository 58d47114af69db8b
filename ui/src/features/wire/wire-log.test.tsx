import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";
import { useLogDrawer } from "./log-drawer-state";
import { createTraffic, sampleTraffic } from "./testing/traffic";

const linear = connection({ name: "Linear", status: connected() });

beforeEach(() => useLogDrawer.setState(useLogDrawer.getInitialState()));

async function openLog(traffic = sampleTraffic()) {
  const view = await openWindow({ ...traffic.answers, start: { connections: [linear] } });
  await view.user.keyboard("{Control>}j{/Control}");
  return { ...view, traffic, log: within(await screen.findByTestId("log-drawer")) };
}

const rows = () => screen.findAllByTestId(/^wire-row-/);

it("opens over every page with a key and with a button, and gives the focus back", async () => {
  const { user, ipc } = await openLog();
  expect(await rows()).not.toHaveLength(0);
  expect(ipc.asked).toContainEqual(["watchWire", true]);
  await user.click(screen.getByRole("button", { name: "Close the log" }));
  expect(screen.queryByTestId("log-drawer")).toBeNull();
  expect(ipc.asked).toContainEqual(["watchWire", false]);
  await user.click(screen.getByTestId("log-toggle"));
  expect(await screen.findByTestId("log-drawer")).toBeVisible();
});

it("is as high as somebody made it", async () => {
  const { user, log } = await openLog();
  const edge = log.getByRole("separator", { name: "Height of the log" });
  const before = Number(edge.getAttribute("aria-valuenow"));
  edge.focus();
  await user.keyboard("{ArrowUp}{ArrowUp}{ArrowDown}");
  expect(edge).toHaveAttribute("aria-valuenow", String(before + 24));
  await user.keyboard("{Home}");
  expect(screen.getByTestId("log-drawer")).toHaveStyle({ height: "140px" });
  expect(useLogDrawer.getState().height).toBe(140);
});

it("says that it waits where nothing has travelled", async () => {
  const { log } = await openLog(createTraffic());
  expect(await log.findByText("Waiting for traffic.")).toBeVisible();
});

it("shows a line in full with the way to its other half", async () => {
  const traffic = createTraffic();
  const request = traffic.add(
    { method: "tools/call", rpcId: "7", head: "POST https://h/mcp" },
    '{"id":7,"n":90071992547409911}',
  );
  traffic.add(
    {
      kind: "response",
      direction: "received",
      method: "tools/call",
      rpcId: "7",
      pair: request.seq,
      status: 200,
      ms: 41,
    },
    '{"id":7,"result":{}}',
  );
  const { user } = await openLog(traffic);
  await user.click(await screen.findByTestId("wire-row-1"));
  const detail = within(await screen.findByTestId("wire-detail"));
  expect(detail.getByTestId("wire-headers")).toHaveTextContent("Bearer ••1f3a");
  expect(await detail.findByRole("textbox", { name: "Body" })).toHaveTextContent("90071992547409911");
  await user.click(detail.getByRole("button", { name: "Answer" }));
  expect(await screen.findByRole("article", { name: "Line 2" })).toBeVisible();
  await waitFor(() => expect(screen.getByTestId("wire-row-2")).toHaveAttribute("aria-selected", "true"));
  expect(screen.getByRole("button", { name: "Request" })).toBeVisible();
});

it("is moved through with the keyboard", async () => {
  const { user } = await openLog();
  await rows();
  const grid = screen.getByRole("grid", { name: "Traffic" });
  grid.focus();
  await user.keyboard("{Home}{ArrowDown}{Enter}");
  expect(await screen.findByRole("article", { name: "Line 2" })).toBeVisible();
  await user.keyboard("{ArrowDown}");
  expect(await screen.findByRole("article", { name: "Line 3" })).toBeVisible();
  expect(grid).toHaveFocus();
});

it("is filtered by text, kind and failure", async () => {
  const { user, ipc, log } = await openLog();
  await rows();
  await user.click(log.getByRole("button", { name: "Sign-in" }));
  await waitFor(() => expect(screen.getByTestId("wire-count")).toHaveTextContent("2 lines"));
  await user.click(log.getByRole("button", { name: "Failures only" }));
  await waitFor(() => expect(screen.getByTestId("wire-count")).toHaveTextContent("1 line"));
  await user.type(log.getByRole("searchbox", { name: "Filter the log" }), "nowhere");
  expect(await log.findByText("No line matches the filter")).toBeVisible();
  await user.click(log.getByRole("button", { name: "Clear filter" }));
  expect((await rows()).length).toBeGreaterThan(3);
  expect(ipc.asked).toContainEqual([
    "wire",
    { connection: null, text: "nowhere", kinds: ["oauth"], failedOnly: true, after: null, limit: 5000 },
  ]);
});

it("grows, and holds still while it is paused", async () => {
  const { user, ipc, traffic } = await openLog(createTraffic([{ method: "first" }]));
  await rows();
  traffic.add({ method: "second" });
  act(() => ipc.emit({ type: "wire_grew", last: 2 }));
  expect(await screen.findByTestId("wire-row-2")).toHaveTextContent("second");
  await user.click(screen.getByRole("button", { name: "Pause the log" }));
  traffic.add({ method: "third" });
  act(() => ipc.emit({ type: "wire_grew", last: 3 }));
  expect(screen.queryByTestId("wire-row-3")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Go on with the log" }));
  expect(await screen.findByTestId("wire-row-3")).toHaveTextContent("third");
});

it("is saved to a file and emptied", async () => {
  const { user, ipc, log } = await openLog();
  await rows();
  await user.click(screen.getByTestId("wire-export"));
  expect(await screen.findByTestId("toast")).toHaveTextContent("/home/you/Downloads/hitchpost-traffic.jsonl");
  await user.click(screen.getByTestId("wire-clear"));
  expect(await log.findByText("Waiting for traffic.")).toBeVisible();
  expect(ipc.asked).toContainEqual(["clearWire", null]);
});

it("has nothing to object to for assistive technology", async () => {
  const { user } = await openLog();
  await user.click((await rows())[0] as HTMLElement);
  await screen.findByTestId("wire-detail");
  expect(await accessibilityProblems()).toEqual([]);
});
