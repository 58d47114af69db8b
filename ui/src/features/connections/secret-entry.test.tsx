import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FieldIssue } from "@/ipc";
import { asked, error, finding, sent } from "@/test/form-core";
import { openWindow } from "@/test/render-app";
import { connection, probeReport } from "@/test/sample-data";

const ADD = "/connections?add=true";

async function openHeaders(world: Parameters<typeof openWindow>[0] = {}) {
  const opened = await openWindow(world, ADD);
  await opened.user.type(await screen.findByTestId("field-url"), "https://mcp.linear.app/mcp");
  await opened.user.click(screen.getByTestId("auth-headers"));
  return opened;
}

it("lets other fields be edited after a probe chose Token", async () => {
  const { user } = await openWindow({ probe: async () => probeReport({ auth: { type: "token" } }) }, ADD);
  await user.click(await screen.findByTestId("field-url"));
  await user.paste("https://crm.acme.dev/mcp");
  expect(await screen.findByTestId("field-token")).toHaveFocus();
  const name = screen.getByTestId("field-name");
  await user.clear(name);
  await user.type(name, "Acme");
  expect(name).toHaveFocus();
  expect(name).toHaveValue("Acme");
});

describe("text pasted into a header", () => {
  it("stays a value when it is one line, colon or not", async () => {
    const { user } = await openHeaders();
    await user.type(screen.getByTestId("field-header_name_0"), "X-Tenant");
    await user.click(screen.getByTestId("field-header_value_0"));
    await user.paste("urn:acme");
    expect(screen.getByTestId("field-header_name_0")).toHaveValue("X-Tenant");
    expect(screen.getByTestId("field-header_value_0")).toHaveValue("urn:acme");
  });

  it("fills an empty row when one header is pasted as its name", async () => {
    const { user } = await openHeaders();
    await user.click(screen.getByTestId("field-header_name_0"));
    await user.paste("X-Tenant: acme");
    expect(screen.getByTestId("field-header_name_0")).toHaveValue("X-Tenant");
    expect(screen.getByTestId("field-header_value_0")).toHaveValue("acme");
  });

  it("adds rows below one that is filled", async () => {
    const { user } = await openHeaders();
    await user.type(screen.getByTestId("field-header_name_0"), "X-Region");
    await user.click(screen.getByTestId("field-header_value_0"));
    await user.paste("X-Tenant: acme\nX-Team: tools");
    expect(screen.getByTestId("field-header_name_0")).toHaveValue("X-Region");
    expect(screen.getByTestId("field-header_name_1")).toHaveValue("X-Tenant");
    expect(screen.getByTestId("field-header_value_2")).toHaveValue("tools");
  });
});

it("does not promise to keep a saved secret under another name", async () => {
  const rows = [{ name: "X-Api-Key", value: { type: "secret", savedAt: 1 } as const }];
  const { user } = await openWindow(
    { start: { connections: [connection({ auth: { type: "headers", rows } })] } },
    "/connections?configure=id-linear",
  );
  const value = await screen.findByTestId("field-header_value_0");
  expect(value).toHaveAttribute("placeholder", expect.stringContaining("leave blank to keep"));
  await user.type(screen.getByTestId("field-header_name_0"), "-2");
  expect(value).toHaveAttribute("placeholder", "Secret value");
  await user.type(screen.getByTestId("field-header_name_0"), "{Backspace}{Backspace}");
  expect(value).toHaveAttribute("placeholder", expect.stringContaining("leave blank to keep"));
});

describe("line breaks in pasted text", () => {
  const joined: FieldIssue = {
    field: { type: "token" },
    severity: "warning",
    issue: { code: "token_line_breaks_joined" },
  };

  it("reach the core with a token, which says that it joined the lines", async () => {
    const { user, ipc } = await openWindow(
      finding([joined], ({ auth }) => JSON.stringify(auth).includes("ab\\ncd")),
      ADD,
    );
    await user.type(await screen.findByTestId("field-url"), "https://mcp.linear.app/mcp");
    await user.click(screen.getByTestId("auth-token"));
    await user.click(screen.getByTestId("field-token"));
    await user.paste("ab\ncd\n");
    expect(
      await screen.findByText("Tokens have no line breaks. We joined the lines; check it."),
    ).toBeVisible();
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(asked(ipc, "addConnection")).toBe(1));
    expect(sent(ipc, "addConnection")?.auth).toMatchObject({ token: { type: "set", value: "ab\ncd" } });
  });

  it.each(["X-Tenant", "X-Api-Key"])("are refused in a header's value: %s", async (name) => {
    const broken = error({ type: "header_value", row: 0 }, { code: "header_value_line_break" });
    const { user, ipc } = await openHeaders(
      finding([broken], ({ auth }) => JSON.stringify(auth).includes("ab\\ncd")),
    );
    await user.type(screen.getByTestId("field-header_name_0"), name);
    await user.click(screen.getByTestId("field-header_value_0"));
    await user.paste("ab\ncd");
    expect(await screen.findByText("Header values can't contain line breaks.")).toBeVisible();
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(screen.getByTestId("field-header_value_0")).toHaveFocus());
    expect(asked(ipc, "addConnection")).toBe(0);
  });
});
