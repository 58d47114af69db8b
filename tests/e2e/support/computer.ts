//! A computer for one journey: a screen, a session bus, an unlocked keyring and an empty home.

import type { ChildProcess } from "node:child_process";
import { chmod, mkdir, readdir, readFile, readlink, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { eventually } from "./deadline.ts";
import { type Ended, firstLine, makeFolder, removeFolder, run, start, stop } from "./programs.ts";

const KEYRING_PASSWORD = "journey";
const SECRETS = "org.freedesktop.secrets";

/** Everything the window needs around it, shared with nobody. */
export class Computer {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #parts: ChildProcess[] = [];

  private constructor(home: string) {
    this.home = home;
    this.env = {
      PATH: process.env.PATH,
      HOME: home,
      LANG: "C.UTF-8",
      XDG_DATA_HOME: join(home, ".local/share"),
      XDG_CONFIG_HOME: join(home, ".config"),
      XDG_CACHE_HOME: join(home, ".cache"),
      XDG_RUNTIME_DIR: join(home, "run"),
      // Without a desktop named here, xdg-open cannot read the quoted program in a registered handler.
      XDG_CURRENT_DESKTOP: "GNOME",
      NO_AT_BRIDGE: "1",
      GDK_BACKEND: "x11",
    };
  }

  /** Starts one; `env` is added to what its programs see. */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<Computer> {
    const computer = new Computer(await makeFolder("journey"));
    Object.assign(computer.env, env);
    try {
      await computer.#furnish();
      await computer.#startScreen();
      await computer.#startBus();
      await computer.#startKeyring();
    } catch (error) {
      await computer.stop();
      throw error;
    }
    return computer;
  }

  /** Where the application keeps its things. */
  get dataDir(): string {
    return join(this.home, ".local/share/hitchpost");
  }

  /** Where saved results go. */
  get downloads(): string {
    return join(this.home, "Downloads");
  }

  /** Runs a program on this computer to its end. */
  run(program: string, args: string[], seconds?: number): Promise<Ended> {
    return run(program, args, { env: this.env, ...(seconds === undefined ? {} : { seconds }) });
  }

  /** Starts a program on this computer that ends with it at the latest. */
  start(program: string, args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = start(program, args, { env: { ...this.env, ...env } });
    this.#parts.push(child);
    return child;
  }

  /** How many processes of a program run on it. */
  async running(program: string): Promise<number> {
    const path = await realpath(program);
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const ours = await Promise.all(
      pids.map(async (pid) => {
        try {
          if ((await readlink(`/proc/${pid}/exe`)) !== path) return false;
          return (await readFile(`/proc/${pid}/environ`, "utf8")).includes(`HOME=${this.home}\0`);
        } catch {
          return false; // It ended while we looked.
        }
      }),
    );
    return ours.filter(Boolean).length;
  }

  /** Makes a picture of the whole screen. The driver's own would wait for a compositor that is not there. */
  async photograph(file: string): Promise<void> {
    const { code, stderr } = await this.run("import", ["-window", "root", file]);
    if (code !== 0) throw new Error(`no picture: ${stderr}`);
  }

  /** What xdotool says; empty when it finds nothing. */
  async xdotool(...args: string[]): Promise<string> {
    return (await this.run("xdotool", args)).stdout.trim();
  }

  /** The application's secrets in the keyring, in clear. Each item begins with a line about its own length. */
  async secrets(): Promise<string[]> {
    const { stdout } = await this.run("secret-tool", ["search", "--all", "service", this.#keychainService()]);
    return [...stdout.matchAll(/^secret = hp1 1\n(.*)$/gm)].map(([, secret]) => secret ?? "");
  }

  /** What the application calls its items: a name of its own for each database. */
  #keychainService(): string {
    const database = new DatabaseSync(join(this.dataDir, "app.db"), { readOnly: true });
    try {
      const row = database.prepare("SELECT value FROM settings WHERE name = 'keychain_service'").get();
      return JSON.parse(String(row?.value));
    } finally {
      database.close();
    }
  }

  async stop(): Promise<void> {
    for (const part of this.#parts.reverse()) await stop(part);
    await removeFolder(this.home);
  }

  async #furnish(): Promise<void> {
    for (const dir of ["run", ".config", ".local/share", "Downloads"]) {
      await mkdir(join(this.home, dir), { recursive: true });
    }
    await chmod(join(this.home, "run"), 0o700);
    await writeFile(join(this.home, ".config/user-dirs.dirs"), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n');
  }

  async #startScreen(): Promise<void> {
    const screen = this.start("Xvfb", [
      ...["-displayfd", "1", "-screen", "0", "1200x800x24", "-nolisten", "tcp", "-noreset"],
    ]);
    if (!screen.stdout) throw new Error("Xvfb has no output");
    this.env.DISPLAY = `:${await firstLine(screen.stdout, (line) => /^\d+$/.test(line))}`;
  }

  async #startBus(): Promise<void> {
    const bus = this.start("dbus-daemon", ["--session", "--nofork", "--print-address=1"]);
    if (!bus.stdout) throw new Error("dbus-daemon has no output");
    this.env.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus.stdout, (line) => line.startsWith("unix:"));
  }

  async #startKeyring(): Promise<void> {
    const password = join(this.home, "run/keyring-password");
    await writeFile(password, KEYRING_PASSWORD);
    const unlock = `exec gnome-keyring-daemon --foreground --unlock --components=secrets < "$1"`;
    this.start("sh", ["-c", unlock, "sh", password]);
    const ask = async (destination: string, path: string, method: string, argument: string) => {
      const call = [
        "--session",
        "--print-reply",
        `--dest=${destination}`,
        path,
        method,
        `string:${argument}`,
      ];
      return (await this.run("dbus-send", call)).stdout;
    };
    // Asking the service itself too early would make the bus start another one, which is locked.
    await eventually("a keyring on the bus", async () => {
      const bus = [
        "org.freedesktop.DBus",
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus.NameHasOwner",
      ] as const;
      return (await ask(...bus, SECRETS)).includes("boolean true");
    });
    await eventually("an unlocked keyring", async () => {
      const alias = [
        SECRETS,
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.ReadAlias",
      ] as const;
      return /object path "\/org\/freedesktop\/secrets\/collection\//.test(await ask(...alias, "default"));
    });
  }
}
