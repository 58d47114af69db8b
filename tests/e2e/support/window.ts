//! The real window, as a person has it: things to click, fields to type into, words to wait for.

import type { ChildProcess } from "node:child_process";
import { Key, remote } from "webdriverio";
import type { Computer } from "./computer.ts";
import { eventually } from "./deadline.ts";
import { freePort, programs, stop } from "./programs.ts";
import { type Trouble, watchPage } from "./watch.ts";

type Browser = Awaited<ReturnType<typeof remote>>;
type Found = Awaited<ReturnType<ReturnType<Browser["$"]>["getElement"]>>;

/** What a person did: the price of a task. */
export interface Effort {
  clicks: number;
  entries: number;
}

/** Chooses an element by its test id, or by any CSS selector when it is no plain word. */
function selector(what: string): string {
  return /^[\w-]+$/.test(what) ? `[data-testid="${what}"]` : what;
}

/** One run of the application. */
export class AppWindow {
  effort: Effort = { clicks: 0, entries: 0 };
  readonly browser: Browser;
  readonly #computer: Computer;
  readonly #driver: ChildProcess;
  readonly #output: { text: string };

  private constructor(computer: Computer, driver: ChildProcess, output: { text: string }, browser: Browser) {
    this.#computer = computer;
    this.#driver = driver;
    this.#output = output;
    this.browser = browser;
  }

  /** Starts the application, with a link or without, and waits until its page stands. */
  static async open(computer: Computer, ...args: string[]): Promise<AppWindow> {
    const port = await freePort();
    // Without this variable the application offers no automation, and the session would never begin.
    const env = { TAURI_WEBVIEW_AUTOMATION: "true" };
    const driver = computer.start("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], env);
    const output = { text: "" };
    for (const stream of [driver.stdout, driver.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        output.text += chunk;
      });
    }
    await eventually("the WebDriver", async () => (await fetch(`http://127.0.0.1:${port}/status`)).ok);
    const browser = await remote({
      hostname: "127.0.0.1",
      port,
      logLevel: "error",
      connectionRetryCount: 0,
      connectionRetryTimeout: 60_000,
      capabilities: {
        // WebKit's driver speaks the classic protocol only, and refuses a browser name.
        "wdio:enforceWebDriverClassic": true,
        "webkitgtk:browserOptions": { binary: programs.desktop, args },
      } as WebdriverIO.Capabilities,
    });
    const window = new AppWindow(computer, driver, output, browser);
    await browser.execute(watchPage);
    await window.see("nav-connections");
    return window;
  }

  /** Ends the application and waits until it is gone; what it saved stays. */
  async close(): Promise<void> {
    await this.browser.deleteSession().catch(() => {});
    await eventually("the end of the application", async () => (await this.running()) === 0);
    await stop(this.#driver);
  }

  /** What the application and the driver printed. */
  get output(): string {
    return this.#output.text;
  }

  /** How many processes of the application run on this computer. */
  running(): Promise<number> {
    return this.#computer.running(programs.desktop);
  }

  // What a person does.

  /** Clicks once. */
  async click(what: string): Promise<void> {
    const element = await this.see(what);
    await element.waitForClickable({ timeout: 10_000 });
    this.effort.clicks += 1;
    await element.click();
  }

  /** Types a text in place of what the field has; a field without the focus costs a click. */
  async enter(what: string, text: string): Promise<void> {
    const field = await this.see(what);
    if (!(await this.hasFocus(what))) await this.click(what);
    this.effort.entries += 1;
    if ((await field.getValue()) !== "") await this.press("Control", "a");
    await field.addValue(text);
  }

  /** Presses keys together, such as `press("Control", "Enter")`. */
  async press(...keys: (keyof typeof Key | (string & {}))[]): Promise<void> {
    const special = Key as Readonly<Record<string, string>>;
    await this.browser.keys(keys.map((key) => (key === "Control" ? "\uE009" : (special[key] ?? key))));
  }

  /** Types without looking where, key by key. */
  async type(text: string): Promise<void> {
    for (const key of text) await this.browser.keys(key);
  }

  // What a person sees.

  /** Waits until something is there to be seen. */
  async see(what: string, seconds = 20): Promise<Found> {
    const element = this.browser.$(selector(what));
    await eventually(`to see ${what}`, () => element.isDisplayed(), seconds);
    return element.getElement();
  }

  /** Waits until something says a text. */
  async read(what: string, text: string | RegExp, seconds = 20): Promise<string> {
    let last = "";
    const says = async () => {
      last = await this.text(what);
      return typeof text === "string" ? last.includes(text) : text.test(last);
    };
    try {
      await eventually(`${what} to say ${text}`, says, seconds);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}; it says “${last}”`);
    }
    return last;
  }

  /** Waits until something is no longer there. */
  async gone(what: string, seconds = 20): Promise<void> {
    await eventually(`${what} to go`, async () => !(await this.exists(what)), seconds);
  }

  async exists(what: string): Promise<boolean> {
    return this.browser.$(selector(what)).isExisting();
  }

  /** The visible words of an element; empty when there is none. */
  async text(what: string): Promise<string> {
    return this.browser.execute((css) => {
      const found = document.querySelector<HTMLElement>(css);
      // biome-ignore lint/performance/useDomNodeTextContent: only what can be seen counts
      return found?.innerText ?? "";
    }, selector(what));
  }

  async value(what: string): Promise<string> {
    return (await this.see(what)).getValue();
  }

  async attribute(what: string, name: string): Promise<string | null> {
    return this.browser.execute(
      (css, attribute) => document.querySelector(css)?.getAttribute(attribute) ?? null,
      selector(what),
      name,
    );
  }

  async hasFocus(what: string): Promise<boolean> {
    return this.browser.execute((css) => document.activeElement?.matches(css) ?? false, selector(what));
  }

  /** Everything the page holds, also where no eye sees it: its source and the values of its fields. */
  async everything(): Promise<string> {
    return this.browser.execute(() => {
      const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea")];
      return [document.documentElement.outerHTML, ...fields.map((field) => field.value)].join("\n");
    });
  }

  /** What the page complained about: refused by its policy, logged as an error, or thrown. */
  async troubles(): Promise<Trouble[]> {
    return this.browser.execute(() => window.journey.troubles);
  }
}
