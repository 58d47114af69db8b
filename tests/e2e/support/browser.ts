//! The person's browser: a real Chromium that the system opens web addresses with, driven through its debugging port.

import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Computer } from "./computer.ts";
import { eventually, within } from "./deadline.ts";

/** A page as the debugging port lists it. */
interface Target {
  id: string;
  type: string;
  url: string;
  webSocketDebuggerUrl: string;
}

/** The browser of one computer. */
export class PersonsBrowser {
  readonly #computer: Computer;
  readonly #profile: string;

  private constructor(computer: Computer, profile: string) {
    this.#computer = computer;
    this.#profile = profile;
  }

  /** Starts it with an empty page and makes it the program for web addresses. Pages of the trusted origins may open
   * the application without a question, as after “Always allow”. */
  static async start(computer: Computer, trusted: string[]): Promise<PersonsBrowser> {
    const browser = new PersonsBrowser(computer, join(computer.home, "browser"));
    await browser.#trust(trusted);
    const command = browser.#command();
    computer.start("chromium", [...command, "about:blank"]);
    await browser.#becomeDefault(command);
    await eventually("the browser", () => browser.#targets());
    return browser;
  }

  /** Waits for the page at an address that begins so, as a person looks for a tab. */
  async page(address: string | RegExp, seconds = 20): Promise<Page> {
    const fits = (url: string) => (typeof address === "string" ? url.startsWith(address) : address.test(url));
    const found = await eventually(
      `a page at ${address}`,
      async () => (await this.#targets()).find(({ type, url }) => type === "page" && fits(url)),
      seconds,
    );
    return Page.attach(found.webSocketDebuggerUrl);
  }

  /** The addresses of all open pages. */
  async addresses(): Promise<string[]> {
    return (await this.#targets()).filter(({ type }) => type === "page").map(({ url }) => url);
  }

  /** Closes every tab but empty ones, as a person who gives up. */
  async closePages(): Promise<void> {
    const port = await this.#port();
    for (const { type, url, id } of await this.#targets()) {
      if (type === "page" && url !== "about:blank") await fetch(`http://127.0.0.1:${port}/json/close/${id}`);
    }
  }

  async #targets(): Promise<Target[]> {
    const response = await fetch(`http://127.0.0.1:${await this.#port()}/json/list`);
    return (await response.json()) as Target[];
  }

  /** The browser chooses a free port and writes it down. */
  async #port(): Promise<string> {
    const written = await readFile(join(this.#profile, "DevToolsActivePort"), "utf8");
    return written.split("\n")[0] ?? "";
  }

  #command(): string[] {
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    return [
      ...asRoot,
      `--user-data-dir=${this.#profile}`,
      "--remote-debugging-port=0",
      "--password-store=basic",
      "--no-first-run",
      "--no-default-browser-check",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-gpu",
      "--disable-sync",
      "--window-size=800,600",
    ];
  }

  async #trust(origins: string[]): Promise<void> {
    const pairs = Object.fromEntries(origins.map((origin) => [origin, { hitchpost: true }]));
    const preferences = { protocol_handler: { allowed_origin_protocol_pairs: pairs } };
    await mkdir(join(this.#profile, "Default"), { recursive: true });
    await writeFile(join(this.#profile, "Default/Preferences"), JSON.stringify(preferences));
  }

  /** A second start with the same profile hands its address to the first. */
  async #becomeDefault(command: string[]): Promise<void> {
    const { home } = this.#computer;
    const program = join(home, "open-in-browser");
    await writeFile(program, `#!/bin/sh\nexec chromium ${command.join(" ")} "$@"\n`);
    await chmod(program, 0o755);
    const schemes = ["x-scheme-handler/http", "x-scheme-handler/https"];
    const applications = join(home, ".local/share/applications");
    await mkdir(applications, { recursive: true });
    const entry = [
      "[Desktop Entry]",
      "Type=Application",
      "Name=Test browser",
      `Exec=${program} %u`,
      `MimeType=${schemes.join(";")};`,
      "",
    ];
    await writeFile(join(applications, "test-browser.desktop"), entry.join("\n"));
    const { code, stderr } = await this.#computer.run("xdg-mime", [
      ...["default", "test-browser.desktop"],
      ...schemes,
    ]);
    if (code !== 0) throw new Error(`the browser is not the default: ${stderr}`);
  }
}

/** One open page. */
export class Page {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (answer: Told) => void>();
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as Told;
      if (answer.id === undefined) return;
      this.#answers.get(answer.id)?.(answer);
      this.#answers.delete(answer.id);
    });
  }

  static async attach(url: string): Promise<Page> {
    const socket = new WebSocket(url);
    await within(
      10,
      "attaching to a page",
      new Promise((resolve, reject) => {
        socket.addEventListener("open", resolve, { once: true });
        socket.addEventListener("error", () => reject(new Error("the page refused")), { once: true });
      }),
    );
    return new Page(socket);
  }

  /** The visible words of the page. */
  async words(): Promise<string> {
    return String(await this.#evaluate("document.body?.innerText ?? ''"));
  }

  async address(): Promise<string> {
    return String(await this.#evaluate("location.href"));
  }

  /** Waits until the page says a text. */
  async read(text: string, seconds = 20): Promise<void> {
    await eventually(`the page to say ${text}`, async () => (await this.words()).includes(text), seconds);
  }

  /** Presses the button or link with this text. */
  async press(text: string): Promise<void> {
    const press = `(() => {
      const all = [...document.querySelectorAll("button, a")];
      const found = all.find((element) => element.textContent.trim() === ${JSON.stringify(text)});
      found?.click();
      return Boolean(found);
    })()`;
    await eventually(`to press ${text}`, () => this.#evaluate(press));
  }

  /** Makes the next page at such an address one that can't be reached; the outer promise resolves when that holds,
   * the inner one with the address. */
  async blockNext(pattern: string): Promise<{ address: Promise<string> }> {
    const address = new Promise<string>((resolve) => {
      this.#socket.addEventListener("message", ({ data }) => {
        const { method, params } = JSON.parse(String(data)) as Told;
        if (method !== "Fetch.requestPaused" || !params) return;
        const { requestId, request } = params;
        this.#ask("Fetch.failRequest", { requestId, errorReason: "ConnectionRefused" }).catch(() => {});
        resolve(request.url);
      });
    });
    await this.#ask("Fetch.enable", { patterns: [{ urlPattern: pattern }] });
    return { address };
  }

  close(): void {
    this.#socket.close();
  }

  async #evaluate(expression: string): Promise<unknown> {
    // What a person does lets a page open other programs; what a script does would not.
    const params = { expression, userGesture: true, returnByValue: true };
    return (await this.#ask("Runtime.evaluate", params))?.result?.value;
  }

  async #ask(method: string, params: object): Promise<Told["result"]> {
    this.#asked += 1;
    const id = this.#asked;
    const answer = new Promise<Told>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await within(10, "an answer of the page", answer);
    if (error) throw new Error(error.message);
    return result;
  }
}

/** What the browser tells: an answer, or an event. */
interface Told {
  id?: number;
  result?: { result?: { value?: unknown } };
  error?: { message: string };
  method?: string;
  params?: { requestId: string; request: { url: string } };
}
