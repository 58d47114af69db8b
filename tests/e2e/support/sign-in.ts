//! Stretches of a sign-in: the person goes back and forth between the window and the browser.

import { PersonsBrowser } from "./browser.ts";
import { type Journey, journey } from "./journey.ts";
import { freePort } from "./programs.ts";
import { SignInServers } from "./sign-in-servers.ts";
import { beginAdding } from "./walks.ts";
import type { AppWindow } from "./window.ts";

/** A journey with a browser, and with servers to sign in to. */
export interface SignInJourney extends Journey {
  browser: PersonsBrowser;
  servers: SignInServers;
  /** A free port of this computer, whose pages the browser lets open the application. */
  port: number;
}

/** Walks a journey whose server asks for a sign-in. Access tokens live so many seconds. */
export function signInJourney(
  name: string,
  walk: (journey: SignInJourney) => Promise<void>,
  options: { tokenSeconds?: number } = {},
): void {
  const walkWithBrowser = async (all: Journey) => {
    const servers = await SignInServers.start(options.tokenSeconds);
    try {
      const port = await freePort();
      const trusted = [servers.issuer, `http://127.0.0.1:${port}`];
      const browser = await PersonsBrowser.start(all.computer, trusted);
      await walk({ ...all, servers, browser, port });
    } finally {
      await servers.stop();
    }
  };
  journey(name, walkWithBrowser, { seconds: 180 });
}

/** A new sheet for a server that asks for a sign-in, which the core has looked at. */
export async function beginOAuth(window: AppWindow, url: string, name: string): Promise<void> {
  await beginAdding(window, url);
  await window.press("Tab");
  await window.read("probe-result", "needs OAuth");
  await window.enter("field-name", name);
}

/** Signs in on the pages of the authorization server, and answers the question that follows. */
export async function answer(
  { browser, servers }: SignInJourney,
  decision: "Allow" | "Decline",
): Promise<void> {
  const page = await browser.page(`${servers.issuer}/interaction/`);
  await page.read("Sign in");
  await page.press("Sign in");
  await page.read("Allow access?");
  await page.press(decision);
  page.close();
}

/** Adds the server, signs in, and waits for its tools. */
export async function addSignedIn(all: SignInJourney, name: string): Promise<void> {
  await beginOAuth(all.window, all.servers.url, name);
  await all.window.click("save-button");
  await answer(all, "Allow");
  await all.window.see("tool-list");
}

/** Answers in a browser that cannot reach this computer, as one on another does, and closes it: the address it ended on. */
export async function endOnLostPage({ browser, servers }: SignInJourney): Promise<string> {
  const page = await browser.page(`${servers.issuer}/interaction/`);
  const { address } = await page.blockNext("http://127.0.0.1:*/callback*");
  await page.read("Sign in");
  await page.press("Sign in");
  await page.read("Allow access?");
  await page.press("Allow");
  const ended = await address;
  page.close();
  await browser.closePages();
  return ended;
}

/** Allows what is asked for; the browser still knows who signed in. */
export async function consent({ browser, servers }: SignInJourney): Promise<void> {
  const page = await browser.page(`${servers.issuer}/interaction/`);
  await page.read("Allow access?");
  await page.press("Allow");
  page.close();
}

/** Runs the tool that says who calls and what they may do. */
export async function whoami(window: AppWindow, says: string): Promise<void> {
  await window.click("tool-row-whoami");
  await window.click("run");
  await window.read("result-rich", says);
}
