import assert from "node:assert/strict";
import type { Fixture } from "../support/fixture.ts";
import { journey } from "../support/journey.ts";
import { freePort } from "../support/programs.ts";
import { addServer, beginAdding, connectUnlessTried, echo } from "../support/walks.ts";
import type { AppWindow } from "../support/window.ts";

interface BadServer {
  name: string;
  url: string;
  status: "Error" | "Needs sign-in";
  /** What the row says. */
  says: string;
}

async function badServers(fixture: Fixture): Promise<BadServer[]> {
  const nobody = `127.0.0.1:${await freePort()}`;
  const error = (name: string, url: string, says: string): BadServer => ({
    name,
    url,
    status: "Error",
    says,
  });
  const mode = (name: string, says: string) => error(name, fixture.url(name), says);
  const signIn = (name: string, says: string): BadServer => {
    return { name, url: fixture.url(name), status: "Needs sign-in", says };
  };
  return [
    error("down", `http://${nobody}/mcp`, `Nothing is listening on ${nobody}`),
    error("dns", "https://no-such-host.invalid/mcp", "Can't find no-such-host.invalid"),
    error("self-signed", fixture.tls("self-signed"), "The certificate of localhost isn't trusted"),
    error("expired", fixture.tls("expired"), "The certificate of localhost isn't valid today"),
    error("wrong-name", fixture.tls("wrong-name"), "The certificate is for other.test, not for localhost"),
    error(
      "plain",
      fixture.url("mcp").replace("http:", "https:"),
      "127.0.0.1 doesn't speak https on that port",
    ),
    mode("html", "That's a web page, not an MCP endpoint"),
    signIn("token", "Asks for a token"),
    signIn("oauth", "Sign in to use it"),
    signIn("forbidden", "The server refused access"),
    mode("missing", "Nothing at /missing"),
    mode("busy", "The server is busy (429, retry in 30 s)"),
    mode("broken", "The server had a problem (500)"),
    mode("garbage", "The server sent something that isn't valid MCP"),
    mode("redirect", "The server redirects to another address"),
  ];
}

journey(
  "every bad server says in its own words what is wrong, and none is in the way of a good one",
  async ({ window, fixture }) => {
    const servers = await badServers(fixture);
    for (const { name, url, status, says } of servers) {
      await beginAdding(window, url);
      await window.enter("field-name", name);
      await window.click("auth-none");
      await window.click("save-button");
      await window.gone("connection-sheet");
      await connectUnlessTried(window, name);
      await window.read(`connection-row-${name}`, `${status}\n${says}`);
    }
    for (const { name, says } of servers) await window.read(`connection-row-${name}`, says);
    await expectCard(window, "garbage", "The server sent something that isn't valid MCP");
    await expectCard(window, "expired", "It expired or isn't valid yet");

    await addServer(window, fixture.tls("trusted"), "Good");
    await echo(window, "the good one");
  },
  { seconds: 180 },
);

/** Opens and closes the card behind Details. */
async function expectCard(window: AppWindow, name: string, text: string): Promise<void> {
  await window.click(`details-${name}`);
  await window.read("error-card", text);
  await window.press("Escape");
  await window.gone("error-card");
}

journey("a server that never answers is given up in the time that was set", async ({ window, fixture }) => {
  await beginAdding(window, fixture.url("hang"));
  await window.enter("field-name", "Silent");
  await window.click("advanced");
  await window.enter("field-connect_timeout", "1");
  await window.enter("field-request_timeout", "2");
  await window.click("save-button");
  await window.read("connection-row-silent", /No answer in [12] s/);
});

journey("a server that fails later says so, and works again after Retry", async ({ window, fixture }) => {
  await addServer(window, fixture.url("mcp"), "Moody");
  await fetch(fixture.url("switch/broken"), { method: "POST" });
  await window.click("nav-connections");
  await window.click("menu-moody");
  await window.click("menu-reconnect");
  await window.read("connection-row-moody", "The server had a problem (500)");
  await fetch(fixture.url("switch/good"), { method: "POST" });
  await window.click("retry-moody");
  await window.read("connection-row-moody", "Connected");
  await window.click("open-moody");
  await echo(window, "well again");
});

journey(
  "three malformed tools are listed with their reasons, and the good ones work",
  async ({ window, fixture }) => {
    await addServer(window, fixture.url("mixed"), "Mixed");
    await echo(window, "in good company");
    await window.read("rejected-group", "3 unusable definitions");
    await window.click("rejected-group");
    for (const index of [1, 3, 5]) await window.see(`rejected-row-${index}`);
    await window.read("rejected-row-3", "no_schema");
    await window.click("rejected-row-3");
    await window.read("body main", "inputSchema");
    await window.click("nav-connections");
    assert.match(await window.text("connection-row-mixed"), /5 tools, 3 unusable/);
  },
);
