import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { FieldIssue, OAuthRequest } from "@/ipc";
import { asked, error, finding, sent } from "@/test/form-core";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection, probeReport } from "@/test/sample-data";
import { account, needsOAuth, oauth, signInFailure } from "@/test/sign-in-data";

const ADD = "/connections?add=true";
const CONFIGURE = "/connections?configure=id-linear";
const URL = "https://mcp.linear.app/mcp";

const probing = (registration: "automatic" | "own_app") => ({
  probe: async () => probeReport({ auth: needsOAuth(registration), server: null, tools: null }),
});

function settings(
  ipc: Parameters<typeof sent>[0],
  method: Parameters<typeof sent>[1],
): OAuthRequest | undefined {
  const auth = sent(ipc, method)?.auth;
  return auth?.type === "oauth" ? auth.settings : undefined;
}

/** Enters a text at once: key by key it would be drawn as often. */
async function paste(user: UserEvent, field: string, text: string) {
  await user.click(screen.getByTestId(field));
  await user.paste(text);
}

async function choose(user: UserEvent, field: string, option: string) {
  await user.click(screen.getByTestId(field));
  await user.click(await screen.findByRole("option", { name: new RegExp(`^${option}`) }));
}

async function openOAuth(world: Parameters<typeof openWindow>[0] = {}) {
  const opened = await openWindow(world, ADD);
  await opened.user.type(await screen.findByTestId("field-url"), URL);
  await opened.user.click(screen.getByTestId("auth-oauth"));
  return opened;
}

describe("a server that registers apps", () => {
  it("is added and signed in to without entering anything but its address", async () => {
    const { user, ipc, address } = await openWindow(probing("automatic"), ADD);
    await user.click(await screen.findByTestId("field-url"));
    await user.paste(URL);
    await waitFor(() => expect(screen.getByTestId("save-button")).toHaveTextContent("Add and authorize"));
    expect(screen.getByTestId("field-scopes")).toHaveAttribute("placeholder", "From the server: read write");
    expect(screen.queryByTestId("field-client_id")).toBeNull();
    await user.click(screen.getByTestId("save-button"));
    expect(await screen.findByTestId("sign-in-panel-linear")).toHaveTextContent("Finish signing in");
    expect(address()).toBe("/connections");
    expect(settings(ipc, "addConnection")).toMatchObject({
      grant: "authorization_code",
      clientId: "",
      clientSecret: { type: "keep" },
      registration: "automatic",
      pkce: "required",
      resource: { type: "automatic" },
      loopbackPort: null,
    });
  });

  it("goes on to its tools once the browser comes back", async () => {
    const { user, ipc, address } = await openWindow(probing("automatic"), ADD);
    await user.click(await screen.findByTestId("field-url"));
    await user.paste(URL);
    await waitFor(() => expect(screen.getByTestId("save-button")).toHaveTextContent("Add and authorize"));
    await user.click(screen.getByTestId("save-button"));
    await screen.findByTestId("sign-in-panel-linear");
    ipc.setStatus("id-linear", connected());
    await waitFor(() => expect(address()).toBe("/playground?connection=id-linear"));
  });

  it("is offered when something else was chosen, and does not override that", async () => {
    const { user } = await openWindow(probing("automatic"), ADD);
    await user.click(await screen.findByTestId("auth-headers"));
    await user.click(screen.getByTestId("field-url"));
    await user.paste(URL);
    expect(await screen.findByText("Server says OAuth. Use it?")).toBeVisible();
    expect(screen.getByRole("radio", { name: "Custom headers" })).toBeChecked();
    await user.click(screen.getByTestId("use-oauth"));
    expect(screen.getByRole("radio", { name: "OAuth 2.0" })).toBeChecked();
    await waitFor(() => expect(screen.getByTestId("field-scopes")).toHaveFocus());
  });
});

describe("a server that wants an app of one's own", () => {
  it("unfolds its fields by itself, shows what to register, and insists on the client ID", async () => {
    const { user, ipc } = await openWindow(probing("own_app"), ADD);
    await user.click(await screen.findByTestId("field-url"));
    await user.paste(URL);
    const clientId = await screen.findByTestId("field-client_id");
    expect(clientId).toBeRequired();
    await user.click(screen.getByTestId("copy-redirect-uri"));
    await waitFor(() => expect(ipc.copied).toEqual(["hitchpost://oauth/callback"]));
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(clientId).toHaveFocus());
    expect(clientId).toHaveAccessibleDescription(
      "This server doesn't register apps by itself. Enter a client ID, and add the redirect URI below to that app.",
    );
    expect(asked(ipc, "addConnection")).toBe(0);
    await user.type(clientId, "0oa1b2c3");
    await user.type(screen.getByTestId("field-client_secret"), "s3cret");
    await user.click(screen.getByTestId("save-button"));
    await screen.findByTestId("sign-in-panel-linear");
    expect(settings(ipc, "addConnection")).toMatchObject({
      clientId: "0oa1b2c3",
      clientSecret: { type: "set", value: "s3cret" },
    });
  });

  it("names the loopback address where that is chosen, with the port that is fixed", async () => {
    const { user } = await openOAuth();
    await user.click(screen.getByTestId("own-app"));
    await user.click(screen.getByTestId("advanced"));
    await choose(user, "field-redirect", "Loopback");
    expect(screen.getByTestId("redirect-uri")).toHaveTextContent("http://127.0.0.1:41873/callback");
    await user.type(screen.getByTestId("field-loopback_port"), "33418");
    expect(screen.getByTestId("redirect-uri")).toHaveTextContent("http://127.0.0.1:33418/callback");
    await choose(user, "field-redirect", "hitchpost:// link");
    expect(screen.getByTestId("redirect-uri")).toHaveTextContent("hitchpost://oauth/callback");
    expect(screen.getByTestId("field-loopback_port")).toBeDisabled();
  });
});

it("is tested as far as the browser", async () => {
  const { user } = await openWindow(
    { testConnection: async () => probeReport({ auth: needsOAuth("automatic"), server: null, tools: null }) },
    ADD,
  );
  await user.type(await screen.findByTestId("field-url"), URL);
  await user.click(screen.getByTestId("test-button"));
  expect(await screen.findByText(/Sign-in works after you authorize/)).toBeVisible();
  expect(screen.queryByText("Works")).toBeNull();
});

it("leads from a failed test to the field that is wrong, folded away or not", async () => {
  const failure = signInFailure({ type: "key_unusable", reason: "not PEM" });
  const { user } = await openOAuth({ testConnection: async () => probeReport({ failure }, "authorization") });
  await user.click(screen.getByTestId("advanced"));
  await choose(user, "field-client_authentication", "Private key JWT");
  expect(screen.queryByTestId("field-private_key")).toBeNull();
  await user.click(screen.getByTestId("test-button"));
  await user.click(await screen.findByRole("button", { name: "Replace the key" }));
  await waitFor(() => expect(screen.getByTestId("field-private_key")).toHaveFocus());
});

it("changes to a token where that was chosen instead of a sign-in", async () => {
  const failure = signInFailure({ type: "unsupported", tried: [] });
  const view = connection({ auth: oauth(), status: { type: "needs_sign_in", failure } });
  const { user } = await openWindow({ start: { connections: [view] } });
  await user.click(await screen.findByTestId("details-linear"));
  await user.click(await screen.findByRole("button", { name: "Use a token" }));
  await waitFor(() => expect(screen.getByTestId("field-token")).toHaveFocus());
});

describe("the rarely needed settings", () => {
  it("reach the core as they were chosen", async () => {
    const { user, ipc } = await openOAuth();
    await paste(user, "field-scopes", "read write");
    await user.click(screen.getByTestId("advanced"));
    await choose(user, "field-client_authentication", "Basic header");
    await choose(user, "field-registration", "Dynamic registration");
    await choose(user, "field-pkce", "Allow when not advertised");
    await choose(user, "field-resource_mode", "Custom");
    await paste(user, "field-resource", "https://api.linear.app");
    await paste(user, "field-issuer", "https://auth.linear.app");
    await user.click(screen.getByTestId("field-allow_private_addresses"));
    await user.click(screen.getByTestId("add-parameter"));
    await paste(user, "field-extra_parameter_name_0", "prompt");
    await paste(user, "field-extra_parameter_value_0", "consent");
    await user.click(screen.getByTestId("add-parameter"));
    await user.click(screen.getByTestId("remove-parameter-1"));
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(asked(ipc, "addConnection")).toBe(1));
    expect(settings(ipc, "addConnection")).toMatchObject({
      scopes: "read write",
      clientAuthentication: "basic",
      registration: "dynamic",
      pkce: "allow_unadvertised",
      resource: { type: "custom", value: "https://api.linear.app" },
      issuer: "https://auth.linear.app",
      allowPrivateAddresses: true,
      extraParameters: [{ name: "prompt", value: "consent" }],
    });
  });

  it("let the app sign in for itself, with a key", async () => {
    const { user, ipc } = await openOAuth();
    await user.click(screen.getByTestId("advanced"));
    await user.click(screen.getByTestId("grant-client-credentials"));
    expect(screen.queryByTestId("redirect-uri")).toBeNull();
    expect(screen.queryByTestId("field-authorization_url")).toBeNull();
    await choose(user, "field-client_authentication", "Private key JWT");
    await user.type(screen.getByTestId("field-client_id"), "robot");
    await user.click(screen.getByTestId("field-private_key"));
    await user.paste("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n");
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(asked(ipc, "addConnection")).toBe(1));
    expect(settings(ipc, "addConnection")).toMatchObject({
      grant: "client_credentials",
      privateKey: { type: "set", value: "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n" },
    });
  });

  it("warn of PKCE that is off, as soon as it is", async () => {
    const unsafe = {
      field: { type: "pkce" },
      severity: "warning",
      issue: { code: "pkce_off_unsafe" },
    } as const;
    const { user } = await openOAuth(
      finding([unsafe], ({ auth }) => auth.type === "oauth" && auth.settings.pkce === "off"),
    );
    await user.click(screen.getByTestId("advanced"));
    await choose(user, "field-pkce", "Off");
    expect(
      await screen.findByText(/Without PKCE, whoever gets hold of the answer can sign in as you/),
    ).toBeVisible();
  });

  it("unfold when something is wrong in them", async () => {
    const range = error({ type: "loopback_port" }, { code: "number_range", min: 1024, max: 65535 });
    const { user } = await openOAuth(finding([range]));
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(screen.getByTestId("field-loopback_port")).toHaveFocus());
    expect(screen.getByTestId("field-loopback_port")).toHaveAccessibleDescription(
      "Enter a port from 1024 to 65535.",
    );
  });
});

it("puts spaces where commas stand between scopes, and says so", async () => {
  const commas: FieldIssue = {
    field: { type: "scopes" },
    severity: "notice",
    issue: { code: "scope_commas_replaced" },
  };
  const { user } = await openOAuth(
    finding([commas], ({ auth }) => auth.type === "oauth" && auth.settings.scopes.includes(",")),
  );
  const scopes = screen.getByTestId("field-scopes");
  await user.type(scopes, "read, write,admin");
  await user.tab();
  await waitFor(() => expect(scopes).toHaveValue("read write admin"));
  expect(scopes).toHaveAccessibleDescription("Scopes are separated by spaces; commas replaced.");
});

describe("configuring a connection that signs in", () => {
  const saved = (over: Parameters<typeof oauth>[0] = {}) =>
    connection({
      auth: oauth({ accounts: [account()], clientId: "0oa1b2c3", clientSecretSavedAt: 1, ...over }),
      status: connected(),
    });

  it("keeps, replaces or forgets the client secret", async () => {
    const { user, ipc } = await openWindow({ start: { connections: [saved()] } }, CONFIGURE);
    const secret = await screen.findByTestId("field-client_secret");
    expect(secret).toHaveAttribute("placeholder", expect.stringContaining("leave blank to keep"));
    expect(secret).toHaveValue("");
    await user.click(screen.getByTestId("forget-client_secret"));
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(asked(ipc, "configureConnection")).toBe(1));
    expect(settings(ipc, "configureConnection")).toMatchObject({
      clientId: "0oa1b2c3",
      clientSecret: { type: "forget" },
      privateKey: { type: "keep" },
    });
  });

  it("signs in again when the sign-in changed, and only reconnects when it did not", async () => {
    const { user, ipc } = await openWindow({ start: { connections: [saved()] } }, CONFIGURE);
    await user.click(await screen.findByTestId("advanced"));
    const timeout = screen.getByTestId("field-request_timeout");
    await user.clear(timeout);
    await user.type(timeout, "90");
    expect(screen.getByTestId("save-button")).toHaveTextContent("Save and reconnect");
    await user.type(screen.getByTestId("field-scopes"), "admin");
    expect(screen.getByTestId("save-button")).toHaveTextContent("Save and authorize");
    await user.click(screen.getByTestId("save-button"));
    expect(await screen.findByTestId("sign-in-panel-linear")).toBeVisible();
    expect(ipc.asked).toContainEqual(["authorize", "id-linear", false, []]);
  });

  it("has no accessibility problems with everything unfolded", async () => {
    const { user } = await openWindow(
      { start: { connections: [saved({ extraParameters: [{ name: "prompt", value: "consent" }] })] } },
      CONFIGURE,
    );
    await user.click(await screen.findByTestId("advanced"));
    expect(within(screen.getByTestId("oauth-advanced")).getByText("Extra parameters")).toBeVisible();
    expect(await accessibilityProblems()).toEqual([]);
  });
});
