import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { resetApproval } from "@/features/approval";
import { commandTarget, needsApproval } from "@/test/command-data";
import { asked, error, finding, sent } from "@/test/form-core";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";
// What loads later in the window is here before: the tests are not about the time it takes.
import "./connection-sheets";

afterEach(resetApproval);

async function openCommand(world = {}) {
  const opened = await openWindow(world, "/connections?add=true");
  await opened.user.click(await screen.findByTestId("kind-command"));
  return opened;
}

function enter(field: string, text: string) {
  fireEvent.change(screen.getByTestId(`field-${field}`), { target: { value: text } });
}

function commandSent(ipc: Parameters<typeof sent>[0]) {
  const target = sent(ipc, "addConnection")?.target;
  return target?.type === "command" ? target.command : undefined;
}

describe("adding a local command", () => {
  it("sends the program and each argument as they are, and asks before anything runs", async () => {
    const { user, ipc } = await openCommand();
    enter("program", "npx");
    enter("args", "-y\n@acme/files\n/home/you/my notes\n");
    enter("directory", "/srv");
    await user.click(screen.getByTestId("field-per_call"));
    expect(screen.getByTestId("command-preview")).toHaveTextContent(
      "npx -y @acme/files '/home/you/my notes'",
    );
    expect(screen.queryByTestId("test-button")).toBeNull();
    await user.click(screen.getByTestId("save-button"));
    expect(await screen.findByTestId("approval-dialog")).toHaveTextContent("/home/you/my notes");
    expect(commandSent(ipc)).toEqual({
      program: "npx",
      args: ["-y", "@acme/files", "/home/you/my notes"],
      env: [],
      directory: "/srv",
      perCall: true,
    });
    expect(sent(ipc, "addConnection")?.auth).toEqual({ type: "none" });
    expect(asked(ipc, "probe") + asked(ipc, "testConnection") + asked(ipc, "approveCommand")).toBe(0);
  });

  it("goes on to its tools once it is approved", async () => {
    const { user, address } = await openCommand();
    enter("program", "npx");
    enter("name", "Files");
    await user.click(screen.getByTestId("save-button"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    await waitFor(() => expect(address()).toMatch(/^\/playground\?connection=/));
  });

  it("offers to split a command line that was put into Program, and runs nothing", async () => {
    const words = ["TOKEN=s3cret", "npx", "-y", "@acme/files"];
    const { user, ipc } = await openCommand(
      finding([error({ type: "program" }, { code: "program_looks_like_line", words })], ({ target }) =>
        target.type === "command" ? target.command.program.includes(" ") : false,
      ),
    );
    await user.click(screen.getByTestId("field-program"));
    await user.paste("TOKEN=s3cret npx -y @acme/files");
    await user.tab();
    await user.click(await screen.findByTestId("fix-split"));
    expect(screen.getByTestId("field-program")).toHaveValue("npx");
    expect(screen.getByTestId("field-args")).toHaveValue("-y\n@acme/files");
    expect(screen.getByTestId("field-env_name_0")).toHaveValue("TOKEN");
    expect(screen.getByTestId("field-env_value_0")).toHaveAttribute("type", "password");
    await waitFor(() => expect(screen.queryByTestId("fix-split")).toBeNull());
    expect(asked(ipc, "addConnection")).toBe(0);
  });

  it("takes pasted variables, and hides those that name a secret", async () => {
    const { user, ipc } = await openCommand();
    enter("program", "npx");
    await user.click(screen.getByTestId("add-env"));
    await user.click(screen.getByTestId("field-env_name_0"));
    await user.paste('# for the loader\nexport API_TOKEN="abc"\nRUST_LOG=debug\n');
    expect(screen.getByTestId("field-env_value_1")).toHaveValue("debug");
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() =>
      expect(commandSent(ipc)?.env).toEqual([
        { name: "API_TOKEN", value: { type: "secret", value: { type: "set", value: "abc" } } },
        { name: "RUST_LOG", value: { type: "plain", value: "debug" } },
      ]),
    );
  });

  it("is offered for an address that names no server, and keeps both forms", async () => {
    const { user } = await openWindow(
      finding([error({ type: "url" }, { code: "url_scheme", scheme: "file" })], ({ url }) =>
        url.startsWith("file"),
      ),
      "/connections?add=true",
    );
    fireEvent.change(await screen.findByTestId("field-url"), { target: { value: "file:///srv/x" } });
    await user.click(screen.getByTestId("save-button"));
    await user.click(await screen.findByTestId("fix-use_command"));
    expect(await screen.findByTestId("field-program")).toBeVisible();
    await user.click(screen.getByTestId("kind-url"));
    expect(screen.getByTestId("field-url")).toHaveValue("file:///srv/x");
  });

  it("has no barriers that a checker can find", async () => {
    const { user } = await openCommand();
    await user.click(screen.getByTestId("add-env"));
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("configuring a local command", () => {
  const files = connection({
    name: "Files",
    target: commandTarget({ args: ["-c", "print(1)\nprint(2)"] }, { approved: true }),
    status: connected(),
  });

  it("keeps an argument with a line break that nobody edited", async () => {
    const { user, ipc } = await openWindow(
      { start: { connections: [files] } },
      "/connections?configure=id-files",
    );
    fireEvent.change(await screen.findByTestId("field-name"), { target: { value: "Papers" } });
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() =>
      expect(sent(ipc, "configureConnection")?.target).toMatchObject({
        command: { args: ["-c", "print(1)\nprint(2)"] },
      }),
    );
  });

  it("asks again when the command is another one, and tests only what was approved", async () => {
    const { user } = await openWindow(
      {
        start: { connections: [files] },
        reconnect: async () => ({ ...files, status: needsApproval({}, { changed: ["program"] }) }),
      },
      "/connections?configure=id-files",
    );
    expect(await screen.findByTestId("test-button")).toBeVisible();
    enter("program", "bunx");
    expect(screen.queryByTestId("test-button")).toBeNull();
    expect(screen.getByTestId("save-button")).toHaveTextContent("Save and review");
    await user.click(screen.getByTestId("save-button"));
    expect(await screen.findByTestId("approval-changed")).toHaveTextContent("the program that runs");
  });
});

describe("the way to a remote server", () => {
  async function openAdvanced(world = {}) {
    const opened = await openWindow(world, "/connections?add=true");
    fireEvent.change(await screen.findByTestId("field-url"), {
      target: { value: "https://crm.acme.dev/mcp" },
    });
    fireEvent.click(screen.getByTestId("advanced"));
    return opened;
  }

  async function added(ipc: Parameters<typeof sent>[0]) {
    fireEvent.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(asked(ipc, "addConnection")).toBe(1));
    return sent(ipc, "addConnection");
  }

  it("goes through a proxy that was entered", async () => {
    const { ipc } = await openAdvanced();
    fireEvent.click(screen.getByTestId("proxy-url"));
    enter("proxy_url", "http://proxy.acme.dev:3128");
    enter("proxy_user", "ann");
    enter("proxy_password", "s3cret");
    const password = { type: "set", value: "s3cret" };
    expect(await added(ipc)).toMatchObject({
      target: {
        network: { proxy: { type: "url", url: "http://proxy.acme.dev:3128", user: "ann", password } },
      },
    });
  });

  it("warns for as long as certificates aren't to be checked", async () => {
    const { ipc } = await openAdvanced();
    enter("authority_path", "/etc/acme.pem");
    expect(screen.queryByTestId("insecure-note")).toBeNull();
    fireEvent.click(screen.getByTestId("field-accept_invalid_certificate"));
    expect(screen.getByTestId("insecure-note")).toHaveTextContent(
      "The certificate of crm.acme.dev isn't checked",
    );
    expect(await added(ipc)).toMatchObject({
      target: {
        transport: "auto",
        network: { authorityPath: "/etc/acme.pem", acceptInvalidCertificate: true },
      },
    });
  });

  it("lets the server ask what it is allowed to, and nothing else", async () => {
    const { ipc } = await openAdvanced();
    fireEvent.click(screen.getByTestId("field-elicitation"));
    fireEvent.click(screen.getByTestId("field-sampling"));
    fireEvent.click(screen.getByTestId("add-root"));
    enter("root_0", "/home/you/project");
    expect((await added(ipc))?.asks).toEqual({
      elicitation: false,
      sampling: true,
      roots: [{ uri: "/home/you/project", name: "" }],
    });
  });

  it("takes the file that the system's dialog gave", async () => {
    const { user } = await openWindow({ choosePath: async () => "/etc/acme.pem" }, "/connections?add=true");
    await user.click(await screen.findByTestId("advanced"));
    await user.click(screen.getByTestId("choose-extra-ca-file"));
    expect(await screen.findByDisplayValue("/etc/acme.pem")).toBeVisible();
  });
});
