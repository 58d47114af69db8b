import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Failure } from "@/ipc";
import { asked, sent } from "@/test/form-core";
import { openWindow } from "@/test/render-app";
import { connection, probeReport, urlTarget } from "@/test/sample-data";

const slow: Failure = { code: "timeout", address: "crm.acme.dev:443", seconds: 60, phase: "answer" };
const unreached: Failure = { code: "timeout", address: "crm.acme.dev:443", seconds: 15, phase: "connect" };
const old: Failure = { code: "version", offered: ["2024-11-05"] };

describe("the card of a probe", () => {
  it.each([slow, old])("does not offer settings that a probe does not use: $code", async (failure) => {
    await openWindow(
      { probe: async (_operation, url) => probeReport({ url, failure }, "handshake") },
      "/connections?add=true&url=https://crm.acme.dev/mcp",
    );
    const card = await screen.findByTestId("error-card");
    expect(within(card).queryByRole("button", { name: /Raise timeout|2025-era/ })).toBeNull();
  });
});

describe("the card of a test", () => {
  it.each([
    [slow, "field-request_timeout"],
    [unreached, "field-connect_timeout"],
  ])("leads to the timeout that ran out", async (failure, field) => {
    const { user } = await openWindow(
      { testConnection: async () => probeReport({ failure }, "handshake") },
      "/connections?add=true",
    );
    await user.click(await screen.findByTestId("test-button"));
    await user.click(await screen.findByRole("button", { name: "Raise timeout" }));
    await waitFor(() => expect(screen.getByTestId(field)).toHaveFocus());
  });
});

describe("the details of a row", () => {
  async function openDetails(failure: Failure) {
    const failed = connection({
      target: urlTarget("https://mcp.linear.app/mpc"),
      status: { type: "error", failure, at: 0 },
    });
    const opened = await openWindow({ start: { connections: [failed] } });
    await opened.user.click(await screen.findByTestId("details-linear"));
    return opened;
  }

  it.each([
    [slow, "field-request_timeout"],
    [unreached, "field-connect_timeout"],
  ])("lead to the timeout that ran out", async (failure, field) => {
    const { user } = await openDetails(failure);
    await user.click(await screen.findByRole("button", { name: "Raise timeout" }));
    await waitFor(() => expect(screen.getByTestId(field)).toHaveFocus());
  });

  it("set the mode they name, to be saved", async () => {
    const { user, ipc } = await openDetails(old);
    await user.click(await screen.findByRole("button", { name: "Use 2025-era mode" }));
    await waitFor(() => expect(screen.getByTestId("field-era")).toHaveFocus());
    expect(screen.getByTestId("field-era")).toHaveTextContent("2025-era");
    await user.click(screen.getByRole("button", { name: "Save and connect" }));
    await waitFor(() => expect(sent(ipc, "configureConnection")).toMatchObject({ era: "legacy" }));
  });

  it("enter the address they name, and try it", async () => {
    const { user, ipc } = await openDetails({ code: "no_endpoint", path: "/mpc", status: 404 });
    await user.click(await screen.findByRole("button", { name: "Try /mcp" }));
    await waitFor(() => expect(screen.getByTestId("field-url")).toHaveFocus());
    expect(screen.getByTestId("field-url")).toHaveValue("https://mcp.linear.app/mcp");
    await waitFor(() => expect(asked(ipc, "probe")).toBe(1));
  });
});
