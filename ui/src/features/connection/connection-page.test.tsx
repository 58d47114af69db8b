import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { loadSheets } from "@/features/connections";
import { resetRetries } from "@/features/retry";
import { detailAnswers, oddConnections } from "@/test/detail-world";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection, expiredCertificate, oneOfEachStatus, probeReport } from "@/test/sample-data";
// What loads later in the window is here before: the tests are not about the time it takes.
import "@/components/markdown";
import "./connection-page";

const all = () => ({ ...detailAnswers, start: { connections: [...oneOfEachStatus(), ...oddConnections()] } });

async function open(id: string, world = {}, tab = "") {
  return openWindow({ ...all(), ...world }, `/connection/${id}${tab && `?tab=${tab}`}`);
}

beforeAll(async () => void (await loadSheets()), 60_000);
afterEach(resetRetries);

describe("the page of a connection", () => {
  it("opens from its row, and leads back", async () => {
    const { user, address } = await openWindow(all());
    await user.type(await screen.findByTestId("connection-search"), "tracker");
    await user.click(within(screen.getByTestId("connection-row-tracker")).getByText("Tracker"));
    expect(await screen.findByTestId("connection-status")).toHaveTextContent("2 tool changes to review");
    expect(address()).toBe("/connection/id-tracker");
    await user.click(screen.getByTestId("back-to-connections"));
    expect(address()).toBe("/connections");
  });

  it("says what answers, what it can do and who we are to it", async () => {
    await open("id-tracker");
    const server = await screen.findByTestId("server-card");
    expect(server).toHaveTextContent("Issue tracker");
    expect(server).toHaveTextContent("MCP 2026-07-28");
    expect(server).toHaveTextContent("It has 4 resources to read.");
    expect(server).toHaveTextContent("It may ask you questions.");
    expect(screen.getByText(/teams dislike duplicates/)).toBeVisible();
    expect(screen.getByTestId("auth-card")).toHaveTextContent("alice@example.com");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("moves between its tabs with the keyboard, and keeps them in the address", async () => {
    const { user, address } = await open("id-tracker");
    const overview = await screen.findByTestId("tab-overview");
    overview.focus();
    await user.keyboard("{ArrowRight}{Enter}");
    await waitFor(() => expect(address()).toBe("/connection/id-tracker?tab=tools"));
    expect(await screen.findByTestId("tools-table")).toBeVisible();
  });

  it("says so where the connection is gone", async () => {
    const { user, address } = await open("id-nobody");
    await user.click(within(await screen.findByTestId("connection-gone")).getByRole("button"));
    expect(address()).toBe("/connections");
  });

  it("warns while certificates aren't checked, and checks them again", async () => {
    const { user, ipc } = await open("id-lab-gateway");
    expect(await screen.findByTestId("insecure-note")).toHaveTextContent("gateway.lab.internal:8443");
    await user.click(screen.getByTestId("check-certificate"));
    await waitFor(() => expect(ipc.asked.some(([name]) => name === "reconnect")).toBe(true));
    const request = ipc.asked.find(([name]) => name === "configureConnection")?.at(-1);
    expect(request).toMatchObject({ target: { network: { acceptInvalidCertificate: false } } });
  });

  it("offers what there is instead of tools, and asks for them again", async () => {
    const { user, ipc, address } = await open("id-prompt-library");
    const card = await screen.findByTestId("no-tools");
    expect(card).toHaveTextContent("Prompt library is connected but lists no tools.");
    expect(card).toHaveTextContent("It offers 12 resources and 3 prompts.");
    await user.click(within(card).getByTestId("refresh-tools"));
    expect(ipc.asked).toContainEqual(["refreshTools", "id-prompt-library"]);
    await user.click(within(card).getByTestId("open-prompts"));
    await waitFor(() => expect(address()).toBe("/playground?connection=id-prompt-library&mode=prompts"));
  });
});

describe("the lists on the page", () => {
  it("show tools with what the server says, what was accepted, and a way to try them", async () => {
    const { user, address } = await open("id-tracker", {}, "tools");
    expect(within(await screen.findByTestId("tool-echo")).getByText("read-only")).toBeVisible();
    expect(screen.getByTestId("standing-echo")).toHaveTextContent("changed");
    await user.type(screen.getByTestId("search-tools"), "draws");
    expect(screen.queryByTestId("tool-echo")).toBeNull();
    await user.click(screen.getByTestId("try-make_image"));
    await waitFor(() => expect(address()).toBe("/playground?connection=id-tracker&tool=make_image"));
  });

  it("show resources, templates and what could not be read", async () => {
    await open("id-tracker", {}, "resources");
    const table = await screen.findByTestId("resources-table");
    expect(table).toHaveTextContent("app://status");
    expect(table).toHaveTextContent("file:///srv/notes/{year}/{month}/{name}");
    expect(screen.getByTestId("list-notes")).toHaveTextContent("number 4: uri is missing");
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("show prompts with their arguments, and open them in the playground", async () => {
    const { user, address } = await open("id-tracker", {}, "prompts");
    expect(await screen.findByTestId("prompts-table")).toHaveTextContent("team*, week");
    await user.click(screen.getByRole("button", { name: "Open Summarise a week" }));
    await waitFor(() => expect(address()).toContain("prompt=summarise_week"));
  });

  it("say how to get there where nothing is connected", async () => {
    await open("id-calendar", {}, "resources");
    expect(within(await screen.findByTestId("not-connected")).getByTestId("connect-calendar")).toBeVisible();
  });

  it("let the server say more or less", async () => {
    const { user, ipc } = await open("id-tracker", {}, "activity");
    await user.click(await screen.findByTestId("log-level"));
    await user.click(await screen.findByRole("option", { name: /^Debug/ }));
    expect(ipc.asked).toContainEqual(["setLogLevel", "id-tracker", "debug"]);
  });
});

describe("the doctor", () => {
  it("names the step that fails, with its reason and what was found before", async () => {
    const report = probeReport({ failure: { code: "dns", host: "mcp.linear.app" } }, "network");
    report.steps[0] = { kind: "address", outcome: "passed", ms: 1, facts: ["https://mcp.linear.app/mcp"] };
    const { user } = await open("id-linear", { diagnose: async () => report });
    await user.click(await screen.findByTestId("doctor-check"));
    expect(await screen.findByTestId("doctor-step-network")).toHaveTextContent("Can't find mcp.linear.app");
    expect(screen.getByTestId("doctor-step-address")).toHaveTextContent("https://mcp.linear.app/mcp");
    expect(screen.getByTestId("doctor-step-tls")).toHaveTextContent("not reached");
    expect(screen.getByTestId("doctor")).toHaveTextContent("It ends at step 2 of 6");
    await user.click(within(screen.getByTestId("doctor")).getByTestId("error-action-edit_url"));
    await waitFor(() => expect(screen.getByTestId("field-url")).toHaveFocus());
  });

  it("can be stopped", async () => {
    const { user, ipc } = await open("id-linear", { diagnose: () => new Promise(() => {}) });
    await user.click(await screen.findByTestId("doctor-check"));
    await user.click(await screen.findByTestId("doctor-cancel"));
    expect(ipc.asked.some(([name]) => name === "cancel")).toBe(true);
    expect(await screen.findByTestId("doctor-check")).toBeVisible();
  });
});

describe("the way out of trouble", () => {
  it("leads to the certificate's settings, with the choice made and not yet saved", async () => {
    const acme = connection({ name: "Acme", status: { type: "error", failure: expiredCertificate, at: 0 } });
    const { user, ipc } = await openWindow({ start: { connections: [acme] } }, "/connection/id-acme");
    await user.click(await screen.findByRole("button", { name: "Trust for this host…" }));
    const box = await screen.findByTestId("field-accept_invalid_certificate");
    expect(box).toHaveAttribute("aria-checked", "true");
    expect(ipc.asked.some(([name]) => name === "configureConnection")).toBe(false);
    await user.click(screen.getByTestId("save-button"));
    await waitFor(() => expect(ipc.asked.some(([name]) => name === "configureConnection")).toBe(true));
  });

  it("tries again by itself until it works, or until it is stopped", async () => {
    const { user } = await open("id-dev-server");
    await user.click(await screen.findByRole("button", { name: "Retry every 5 s" }));
    expect((await screen.findAllByTestId("retry-note")).at(0)).toHaveTextContent(/Retrying in \d s/);
    await user.click(screen.getAllByTestId("stop-retry").at(0) as HTMLElement);
    await waitFor(() => expect(screen.queryByTestId("retry-note")).toBeNull());
  });

  it("says in passing how a connection is, when asked from its menu", async () => {
    const linear = connection({ status: connected() });
    const { user } = await openWindow({ start: { connections: [linear] } });
    await user.click(await screen.findByTestId("menu-linear"));
    await user.click(await screen.findByTestId("menu-check"));
    expect(await screen.findByText("Linear answered in 84 ms")).toBeVisible();
  });
});
