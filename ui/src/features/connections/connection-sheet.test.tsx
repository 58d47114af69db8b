import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type FieldIssue, IpcFailure, type ProbeReport } from "@/ipc";
import { asked, error, finding, sent } from "@/test/form-core";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection, probeReport } from "@/test/sample-data";
import { needsOAuth } from "@/test/sign-in-data";

const ADD = "/connections?add=true";
const URL_FIELD = "field-url";

describe("the probe", () => {
  it("fills in the name, and leaves one that was typed", async () => {
    const { user } = await openWindow({}, ADD);
    await user.type(await screen.findByTestId("field-name"), "Mine");
    await user.type(screen.getByTestId(URL_FIELD), "https://mcp.linear.app/mcp");
    await user.tab();
    expect(await screen.findByText("Reachable")).toBeVisible();
    expect(screen.getByTestId("probe-result")).toHaveTextContent(
      "Reachable · Streamable HTTP · MCP 2026-07-28 · no sign-in needed · 23 tools",
    );
    expect(screen.getByTestId("field-name")).toHaveValue("Mine");
  });

  it("chooses Token for a server that asks for one", async () => {
    const { user } = await openWindow(
      { probe: async () => probeReport({ auth: { type: "token" }, tools: null, server: null }) },
      ADD,
    );
    await user.click(await screen.findByTestId(URL_FIELD));
    await user.paste("https://crm.acme.dev/mcp");
    expect(await screen.findByTestId("field-token")).toHaveFocus();
    expect(screen.getByRole("radio", { name: "Token" })).toBeChecked();
  });

  it("does not override an authentication that was chosen", async () => {
    const { user } = await openWindow({ probe: async () => probeReport({ auth: { type: "token" } }) }, ADD);
    await user.click(await screen.findByTestId("auth-headers"));
    await user.click(screen.getByTestId(URL_FIELD));
    await user.paste("https://crm.acme.dev/mcp");
    expect(await screen.findByText("Reachable")).toBeVisible();
    expect(screen.getByRole("radio", { name: "Custom headers" })).toBeChecked();
  });

  it("chooses OAuth for a server that offers it, and says how it registers", async () => {
    const { user } = await openWindow(
      { probe: async () => probeReport({ auth: needsOAuth("automatic"), server: null, tools: null }) },
      ADD,
    );
    await user.click(await screen.findByTestId(URL_FIELD));
    await user.paste("https://mcp.linear.app/mcp");
    expect(await screen.findByText(/registers this app automatically · auth.linear.app/)).toBeVisible();
    expect(screen.getByRole("radio", { name: "OAuth 2.0" })).toBeChecked();
    expect(screen.getByTestId("save-button")).toHaveTextContent("Add and authorize");
  });

  it("is cancelled when the address is edited, and its late answer is ignored", async () => {
    let answer: (report: ProbeReport) => void = () => {};
    const { user, ipc } = await openWindow(
      { probe: () => new Promise((resolve) => (answer = resolve)), ...finding([]) },
      ADD,
    );
    await user.type(await screen.findByTestId(URL_FIELD), "https://old.example/mcp");
    await user.tab();
    expect(await screen.findByText("Checking…")).toBeVisible();
    await user.type(screen.getByTestId(URL_FIELD), "2");
    expect(asked(ipc, "cancel")).toBe(1);
    answer(probeReport({ suggestedName: "Old" }));
    await waitFor(() => expect(screen.getByTestId("probe-result")).toHaveAttribute("data-state", "idle"));
    expect(screen.getByTestId("field-name")).toHaveValue("");
  });

  it("shows why it failed, and tries the address it suggests", async () => {
    const failure = { code: "no_endpoint", path: "/mpc", status: 404 } as const;
    const { user, ipc } = await openWindow(
      {
        probe: async (_operation, url) =>
          url.endsWith("/mpc") ? probeReport({ url, failure }, "handshake") : probeReport({ url }),
      },
      ADD,
    );
    await user.click(await screen.findByTestId(URL_FIELD));
    await user.paste("https://crm.acme.dev/mpc");
    const card = await screen.findByRole("alert");
    expect(card).toHaveTextContent("Nothing at /mpc");
    // It is an alert already; said politely, too, it would be said twice.
    expect(card.closest("[aria-live]")).toHaveAttribute("aria-live", "off");
    expect(screen.getByTestId("save-button")).toHaveTextContent("Add anyway");
    await user.click(within(card).getByRole("button", { name: "Try /mcp" }));
    expect(await screen.findByText("Reachable")).toBeVisible();
    expect(screen.getByTestId(URL_FIELD)).toHaveValue("https://crm.acme.dev/mcp");
    expect(ipc.asked.filter(([method]) => method === "probe").map(([, , url]) => url)).toEqual([
      "https://crm.acme.dev/mpc",
      "https://crm.acme.dev/mcp",
    ]);
  });

  it("is not made for an address that cannot be right", async () => {
    const { user, ipc } = await openWindow(
      finding([error({ type: "url" }, { code: "url_unparsable" })]),
      ADD,
    );
    await user.click(await screen.findByTestId(URL_FIELD));
    await user.paste("not an address");
    expect(await screen.findByText(/isn't a complete address/)).toBeVisible();
    expect(asked(ipc, "probe")).toBe(0);
  });
});

describe("validation", () => {
  it("speaks when a field is left, is quiet while it is edited, and is tied to the field", async () => {
    const tooLong = error({ type: "name" }, { code: "name_too_long", length: 71 });
    const { user } = await openWindow(
      finding([tooLong], ({ name }) => name.length > 64),
      ADD,
    );
    const name = await screen.findByTestId("field-name");
    await user.type(name, "n".repeat(71));
    expect(name).not.toHaveAttribute("aria-invalid");
    await user.tab();
    await waitFor(() => expect(name).toHaveAccessibleDescription("Use at most 64 characters (now 71)."));
    expect(name).toBeInvalid();
    await user.type(name, "{Backspace}");
    expect(name).not.toHaveAttribute("aria-invalid");
  });

  it("shows everything on submit, focuses the first error, and lists them when there are several", async () => {
    const issues = [
      error({ type: "url" }, { code: "url_empty" }),
      error({ type: "token" }, { code: "token_empty" }),
    ];
    const { user, ipc } = await openWindow(finding(issues), ADD);
    await user.click(await screen.findByTestId("auth-token"));
    await user.click(screen.getByTestId("save-button"));
    expect(await screen.findByTestId("error-summary")).toHaveTextContent("2 fields need attention");
    await waitFor(() => expect(screen.getByTestId(URL_FIELD)).toHaveFocus());
    await user.click(
      within(screen.getByTestId("error-summary")).getByRole("button", { name: /Paste the token/ }),
    );
    await waitFor(() => expect(screen.getByTestId("field-token")).toHaveFocus());
    expect(asked(ipc, "addConnection")).toBe(0);
  });

  it("offers https, or consent, for a secret over http", async () => {
    const plain = error({ type: "url" }, { code: "url_plain_http_secret", host: "crm.acme.dev" });
    const { user, ipc } = await openWindow(
      finding([plain], ({ url, allowPlainHttp }) => url.startsWith("http:") && !allowPlainHttp),
      ADD,
    );
    await user.type(await screen.findByTestId(URL_FIELD), "http://crm.acme.dev/mcp");
    await user.tab();
    expect(await screen.findByText(/This address isn't encrypted/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Allow for this server" }));
    await waitFor(() => expect(screen.queryByText(/This address isn't encrypted/)).toBeNull());
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(sent(ipc, "addConnection")).toMatchObject({ allowPlainHttp: true }));
  });

  it("moves sign-in details from the address to a header", async () => {
    const { user } = await openWindow(
      finding([error({ type: "url" }, { code: "url_userinfo" })], ({ url }) => url.includes("@")),
      ADD,
    );
    await user.type(await screen.findByTestId(URL_FIELD), "https://ann:pass@crm.acme.dev/mcp");
    await user.tab();
    await user.click(await screen.findByRole("button", { name: "Move to a header" }));
    expect(screen.getByTestId(URL_FIELD)).toHaveValue("https://crm.acme.dev/mcp");
    expect(screen.getByTestId("field-header_name_0")).toHaveValue("Authorization");
    expect(screen.getByTestId("field-header_value_0")).toHaveValue(`Basic ${btoa("ann:pass")}`);
    expect(screen.getByTestId("field-header_value_0")).toHaveAttribute("type", "password");
  });

  it("takes away the part of the address that servers never see, and says so", async () => {
    const cut: FieldIssue = {
      field: { type: "url" },
      severity: "notice",
      issue: { code: "url_fragment_removed", fragment: "#x" },
    };
    const { user } = await openWindow(
      finding([cut], ({ url }) => url.includes("#")),
      ADD,
    );
    await user.type(await screen.findByTestId(URL_FIELD), "https://crm.acme.dev/mcp#x");
    await user.tab();
    expect(await screen.findByText("Removed “#x”: servers never see it.")).toBeVisible();
    expect(screen.getByTestId(URL_FIELD)).toHaveValue("https://crm.acme.dev/mcp");
  });

  it("takes the suggested name", async () => {
    const taken = error({ type: "name" }, { code: "name_taken", name: "Linear", suggestion: "Linear 2" });
    const { user } = await openWindow(
      finding([taken], ({ name }) => name === "Linear"),
      ADD,
    );
    await user.type(await screen.findByTestId("field-name"), "Linear");
    await user.tab();
    await user.click(await screen.findByRole("button", { name: "Use “Linear 2”" }));
    expect(screen.getByTestId("field-name")).toHaveValue("Linear 2");
  });

  it("shows a wrong number although Advanced was folded", async () => {
    const range = error({ type: "connect_timeout" }, { code: "number_range", min: 1, max: 600 });
    const { user } = await openWindow(finding([range]), ADD);
    await user.click(await screen.findByTestId("save-button"));
    expect(await screen.findByText("Enter 1 to 600 seconds.")).toBeVisible();
    await waitFor(() => expect(screen.getByTestId("field-connect_timeout")).toHaveFocus());
  });
});

describe("adding", () => {
  it("goes on to the tools once connected", async () => {
    const { user, address } = await openWindow({}, ADD);
    await user.type(await screen.findByTestId(URL_FIELD), "https://mcp.linear.app/mcp{Enter}");
    await waitFor(() => expect(address()).toBe("/playground?connection=id-linear"));
  });

  it("keeps everything when it could not be saved", async () => {
    const failure = { code: "keychain", fault: "locked", reason: "locked" } as const;
    const { user } = await openWindow(
      {
        addConnection: async () => {
          throw new IpcFailure(failure);
        },
      },
      ADD,
    );
    await user.type(await screen.findByTestId(URL_FIELD), "https://mcp.linear.app/mcp");
    await user.click(screen.getByTestId("auth-token"));
    await user.type(screen.getByTestId("field-token"), "abc");
    await user.click(screen.getByTestId("save-button"));
    expect(await screen.findByText("The keychain is locked")).toBeVisible();
    expect(screen.getByTestId("field-token")).toHaveValue("abc");
    expect(screen.getByTestId(URL_FIELD)).toHaveValue("https://mcp.linear.app/mcp");
  });

  it("stays on the list when the server does not let us in", async () => {
    const rejected = {
      code: "unauthorized",
      credential: "Authorization: Bearer ••1f3a",
      oauth: false,
      challenge: null,
    } as const;
    const { user, address } = await openWindow(
      { connect: async () => connection({ status: { type: "needs_sign_in", failure: rejected } }) },
      ADD,
    );
    await user.type(await screen.findByTestId(URL_FIELD), "https://mcp.linear.app/mcp");
    await user.click(screen.getByTestId("save-button"));
    expect(await screen.findByTestId("connection-row-linear")).toHaveTextContent(
      "Needs sign-inThe token was rejected",
    );
    expect(address()).toBe("/connections");
  });

  it("sends a token with its header and prefix, and previews them", async () => {
    const { user, ipc } = await openWindow({}, ADD);
    await user.type(await screen.findByTestId(URL_FIELD), "https://mcp.linear.app/mcp");
    await user.click(screen.getByTestId("auth-token"));
    await user.type(screen.getByTestId("field-token"), "0123456789abc1f3a");
    expect(screen.getByTestId("token-preview")).toHaveTextContent("Authorization: Bearer ••••1f3a");
    await user.click(screen.getByRole("button", { name: "Use X-API-Key" }));
    expect(screen.getByTestId("token-preview")).toHaveTextContent("X-API-Key: ••••1f3a");
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() =>
      expect(sent(ipc, "addConnection")?.auth).toEqual({
        type: "token",
        header: "X-API-Key",
        prefix: "",
        token: { type: "set", value: "0123456789abc1f3a" },
      }),
    );
  });

  it("turns pasted lines into header rows", async () => {
    const { user, ipc } = await openWindow({}, ADD);
    await user.type(await screen.findByTestId(URL_FIELD), "https://mcp.linear.app/mcp");
    await user.click(screen.getByTestId("auth-headers"));
    await user.click(screen.getByTestId("field-header_name_0"));
    await user.paste("X-Tenant: acme\nX-Api-Key: 123");
    expect(screen.getByTestId("field-header_value_0")).toHaveValue("acme");
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() =>
      expect(sent(ipc, "addConnection")?.auth).toEqual({
        type: "headers",
        rows: [
          { name: "X-Tenant", value: { type: "plain", value: "acme" } },
          { name: "X-Api-Key", value: { type: "secret", value: { type: "set", value: "123" } } },
        ],
      }),
    );
  });

  it("asks before something entered is lost", async () => {
    const { user, address } = await openWindow({ start: { connections: [connection()] } }, ADD);
    await user.type(await screen.findByTestId(URL_FIELD), "https://x.example/mcp");
    await user.click(screen.getByTestId("cancel-button"));
    await user.click(await screen.findByRole("button", { name: "Keep editing" }));
    expect(screen.getByTestId(URL_FIELD)).toHaveValue("https://x.example/mcp");
    await user.keyboard("{Escape}");
    await user.click(await screen.findByRole("button", { name: "Discard" }));
    await waitFor(() => expect(screen.queryByTestId("connection-sheet")).toBeNull());
    expect(address()).toBe("/connections");
  });

  it("closes without asking when nothing was entered", async () => {
    const { user } = await openWindow({ start: { connections: [connection()] } }, ADD);
    await user.click(await screen.findByTestId("cancel-button"));
    await waitFor(() => expect(screen.queryByTestId("connection-sheet")).toBeNull());
  });

  it("has no accessibility problems", async () => {
    const { user } = await openWindow({}, ADD);
    await user.type(await screen.findByTestId(URL_FIELD), "https://mcp.linear.app/mcp");
    await user.click(screen.getByTestId("auth-headers"));
    await user.click(screen.getByTestId("advanced"));
    await user.click(screen.getByTestId("test-button"));
    expect(await screen.findByText("Works")).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("the connection test", () => {
  it("sends what was entered and lists the steps with their times", async () => {
    const { user, ipc } = await openWindow({}, ADD);
    await user.type(await screen.findByTestId(URL_FIELD), "https://mcp.linear.app/mcp");
    await user.click(screen.getByTestId("auth-token"));
    await user.type(screen.getByTestId("field-token"), "abc");
    await user.click(screen.getByTestId("test-button"));
    expect(await screen.findByText("Works")).toBeVisible();
    expect(screen.getByTestId("step-list")).toHaveTextContent("MCP handshakepassed in 105 ms");
    expect(sent(ipc, "testConnection")?.auth).toMatchObject({ token: { type: "set", value: "abc" } });
  });

  it("does not block saving when it fails", async () => {
    const failure = { code: "refused", address: "localhost:3000" } as const;
    const { user, ipc } = await openWindow(
      { testConnection: async () => probeReport({ failure }, "network") },
      ADD,
    );
    await user.type(await screen.findByTestId(URL_FIELD), "http://localhost:3000/mcp");
    await user.click(screen.getByTestId("test-button"));
    expect(await screen.findByText("Nothing is listening on localhost:3000")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Add anyway" }));
    await waitFor(() => expect(asked(ipc, "addConnection")).toBe(1));
    expect(asked(ipc, "connect")).toBe(0);
  });
});

describe("configuring", () => {
  const token = {
    type: "token",
    header: "Authorization",
    prefix: "Bearer",
    savedAt: Date.UTC(2026, 10, 12, 12),
  } as const;
  const start = { connections: [connection({ auth: token, status: connected() })] };
  const CONFIGURE = "/connections?configure=id-linear";

  it("keeps the saved token when the field is left blank", async () => {
    const { user, ipc } = await openWindow({ start }, CONFIGURE);
    const field = await screen.findByTestId("field-token");
    expect(field).toHaveValue("");
    expect(field).toHaveAttribute("placeholder", expect.stringMatching(/Saved .*12.* · leave blank to keep/));
    await user.type(screen.getByTestId("field-name"), " 2");
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() =>
      expect(sent(ipc, "configureConnection")).toMatchObject({
        name: "Linear 2",
        auth: { token: { type: "keep" } },
      }),
    );
    expect(asked(ipc, "reconnect")).toBe(0);
  });

  it("reconnects with a new token", async () => {
    const { user, ipc } = await openWindow({ start }, CONFIGURE);
    await user.type(await screen.findByTestId("field-token"), "new");
    await user.click(screen.getByRole("button", { name: "Save and reconnect" }));
    await waitFor(() => expect(asked(ipc, "reconnect")).toBe(1));
    expect(sent(ipc, "configureConnection")?.auth).toMatchObject({ token: { type: "set", value: "new" } });
    await waitFor(() => expect(screen.queryByTestId("connection-sheet")).toBeNull());
  });

  it("forgets the token only when saved, and until then can keep it", async () => {
    const { user, ipc } = await openWindow({ start }, CONFIGURE);
    await user.click(await screen.findByTestId("forget-token"));
    expect(screen.getByTestId("field-token")).toHaveAttribute("placeholder", "Forgotten when you save");
    await user.click(screen.getByRole("button", { name: "Keep it" }));
    await user.click(screen.getByTestId("forget-token"));
    await user.click(screen.getByTestId("save-only-button"));
    await waitFor(() =>
      expect(sent(ipc, "configureConnection")?.auth).toMatchObject({ token: { type: "forget" } }),
    );
  });

  it("opens on the token from a row whose token was rejected", async () => {
    const failure = {
      code: "unauthorized",
      credential: "Authorization: Bearer ••1f3a",
      oauth: false,
      challenge: null,
    } as const;
    const { user } = await openWindow({
      start: { connections: [connection({ auth: token, status: { type: "needs_sign_in", failure } })] },
    });
    await user.click(await screen.findByRole("button", { name: "Replace token Linear" }));
    await waitFor(() => expect(screen.getByTestId("field-token")).toHaveFocus());
    await user.type(screen.getByTestId("field-token"), "right");
    await user.click(screen.getByRole("button", { name: "Save and connect" }));
    await waitFor(() => expect(screen.getByTestId("status-linear")).toHaveTextContent("Connected"));
  });

  it("removes from the sheet, without asking about what was entered", async () => {
    const { user } = await openWindow({ start }, CONFIGURE);
    await user.type(await screen.findByTestId("field-name"), " 2");
    await user.click(screen.getByTestId("remove-button"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    expect(await screen.findByText("Removed “Linear”.")).toBeVisible();
    await waitFor(() => expect(screen.queryByTestId("connection-sheet")).toBeNull());
  });
});
