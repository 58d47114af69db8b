import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Checked, FieldIssue } from "@/ipc";
import { asked, error, finding } from "@/test/form-core";
import { openWindow } from "@/test/render-app";
import { probeReport } from "@/test/sample-data";
import { moveUserinfo } from "./userinfo";

const ADD = "/connections?add=true";

const cut: FieldIssue = {
  field: { type: "url" },
  severity: "notice",
  issue: { code: "url_fragment_removed", fragment: "#x" },
};

describe("an address without a scheme", () => {
  it("keeps its host when a path is tried", async () => {
    const failure = { code: "no_endpoint", path: "/mpc", status: 404 } as const;
    const { user, ipc } = await openWindow(
      {
        probe: async (_operation, url) =>
          url.endsWith("/mpc")
            ? probeReport({ url: "https://crm.acme.dev/mpc", failure }, "handshake")
            : probeReport({ url }),
      },
      ADD,
    );
    await user.click(await screen.findByTestId("field-url"));
    await user.paste("crm.acme.dev/mpc");
    await user.click(await screen.findByRole("button", { name: "Try /mcp" }));
    expect(await screen.findByText("Reachable")).toBeVisible();
    expect(screen.getByTestId("field-url")).toHaveValue("https://crm.acme.dev/mcp");
    expect(asked(ipc, "probe")).toBe(2);
  });

  it("has its sign-in details moved, and is otherwise left as it was typed", () => {
    expect(moveUserinfo(" ann:p%40ss@localhost:3000/mcp")).toEqual({
      url: "localhost:3000/mcp",
      authorization: `Basic ${btoa("ann:p@ss")}`,
    });
    expect(moveUserinfo("example.com/mcp")).toBeNull();
  });

  it("has sign-in details moved that are not well encoded", () => {
    expect(moveUserinfo("https://ann:100%@example.com/mcp")?.authorization).toBe(`Basic ${btoa("ann:100%")}`);
  });
});

describe("what was removed", () => {
  it("stays said until the address is edited", async () => {
    const { user } = await openWindow(
      finding([cut], ({ url }) => url.includes("#")),
      ADD,
    );
    await user.click(await screen.findByTestId("field-url"));
    await user.paste("https://crm.acme.dev/mcp#x");
    expect(await screen.findByText("Reachable")).toBeVisible();
    await user.click(screen.getByTestId("test-button"));
    expect(await screen.findByText("Works")).toBeVisible();
    expect(screen.getByText("Removed “#x”: servers never see it.")).toBeVisible();
    await user.type(screen.getByTestId("field-url"), "2");
    expect(screen.queryByText("Removed “#x”: servers never see it.")).toBeNull();
  });

  it("stays said of a token's prefix", async () => {
    const prefix: FieldIssue = {
      field: { type: "token" },
      severity: "notice",
      issue: { code: "token_prefix_removed", prefix: "Bearer" },
    };
    const { user } = await openWindow(
      finding([prefix], ({ auth }) => JSON.stringify(auth).includes("Bearer abc")),
      ADD,
    );
    await user.click(await screen.findByTestId("auth-token"));
    await user.type(screen.getByTestId("field-token"), "Bearer abc");
    await user.tab();
    await waitFor(() => expect(screen.getByTestId("field-token")).toHaveValue("abc"));
    await user.type(screen.getByTestId("field-name"), "Linear");
    await user.tab();
    expect(screen.getByText("Removed “Bearer ”: it is added for you.")).toBeVisible();
  });
});

describe("an address that is edited", () => {
  it("loses the name and sign-in that were found for the one before", async () => {
    const { user } = await openWindow(
      { probe: async () => probeReport({ auth: { type: "token" }, suggestedName: "Acme" }) },
      ADD,
    );
    await user.click(await screen.findByTestId("field-url"));
    await user.paste("https://crm.acme.dev/mcp");
    await waitFor(() => expect(screen.getByTestId("field-name")).toHaveValue("Acme"));
    await user.type(screen.getByTestId("field-url"), "2");
    expect(screen.getByTestId("field-name")).toHaveValue("");
    expect(screen.getByRole("radio", { name: "None" })).toBeChecked();
  });

  it("keeps a token that was entered", async () => {
    const { user } = await openWindow({ probe: async () => probeReport({ auth: { type: "token" } }) }, ADD);
    await user.click(await screen.findByTestId("field-url"));
    await user.paste("https://crm.acme.dev/mcp");
    await user.type(await screen.findByTestId("field-token"), "abc");
    await user.type(screen.getByTestId("field-url"), "2");
    expect(screen.getByTestId("field-token")).toHaveValue("abc");
  });

  it("is asked about again when another has the same", async () => {
    const double = error({ type: "url" }, { code: "url_duplicate", connectionId: "x", name: "Linear" });
    const { user } = await openWindow(finding([{ ...double, severity: "warning" }]), ADD);
    await user.type(await screen.findByTestId("field-url"), "https://crm.acme.dev/mcp");
    await user.tab();
    await user.click(await screen.findByRole("button", { name: "Add another" }));
    expect(screen.queryByText("You already have this as “Linear”.")).toBeNull();
    await user.type(screen.getByTestId("field-url"), "2");
    await user.tab();
    expect(await screen.findByText("You already have this as “Linear”.")).toBeVisible();
  });

  it("is not tried before it was checked itself", async () => {
    let answer: (checked: Checked) => void = () => {};
    const { user, ipc } = await openWindow(
      { checkConnection: () => new Promise((resolve) => (answer = resolve)) },
      "/connections?add=true&url=https://old.example/mcp",
    );
    await waitFor(() => expect(asked(ipc, "checkConnection")).toBe(1));
    await user.type(await screen.findByTestId("field-url"), "2");
    answer({ url: "https://old.example/mcp", name: "old", slug: "old", issues: [] });
    await user.tab();
    await waitFor(() => expect(asked(ipc, "checkConnection")).toBe(2));
    expect(asked(ipc, "probe")).toBe(0);
  });
});

it("says what is wrong with one field while another is edited", async () => {
  const long = error({ type: "name" }, { code: "name_too_long", length: 71 });
  let answer: (checked: Checked) => void = () => {};
  const { user, ipc } = await openWindow(
    { checkConnection: () => new Promise((resolve) => (answer = resolve)) },
    ADD,
  );
  const name = await screen.findByTestId("field-name");
  await waitFor(() => expect(screen.getByTestId("field-url")).toHaveFocus());
  await user.type(name, "n");
  await user.click(screen.getByTestId("auth-token"));
  // The address was left, then the name.
  await waitFor(() => expect(asked(ipc, "checkConnection")).toBe(2));
  await user.type(screen.getByTestId("field-token"), "a");
  answer({
    url: null,
    name: "n",
    slug: "n",
    issues: [long, error({ type: "token" }, { code: "token_empty" })],
  });
  const remark = await screen.findByText("Use at most 64 characters (now 71).");
  expect(remark).toBeVisible();
  expect(within(screen.getByTestId("connection-sheet")).queryByText(/Paste the token, or/)).toBeNull();
});
