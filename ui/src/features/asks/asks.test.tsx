import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { type AskView, IpcFailure } from "@/ipc";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";
import { resetAsks } from "./ask-state";
import { ask, conversation, everyQuestion, form, page } from "./testing/asks";

beforeEach(resetAsks);

const linear = connection({ name: "Linear", status: connected() });

/** The playground while servers ask something. */
async function openAsked(asks: AskView[], address = "/playground?connection=id-linear&tool=echo") {
  const window = await openWindow({ start: { connections: [linear], asks } }, address);
  return { ...window, answers: () => answersOf(window.ipc) };
}

function answersOf({ asked }: { asked: unknown[][] }) {
  return asked.flatMap(([method, , answer]) => (method === "answerAsk" ? [answer] : []));
}

const NAME = { name: { type: "string", title: "Your name" } };

describe("a form that a server asks for", () => {
  it("says who asks and why, and sends what was filled in", async () => {
    const { user, answers } = await openAsked([ask(form(NAME, ["name"], "I need a name."))]);
    expect(await screen.findByRole("region", { name: /^Linear asks you something/ })).toBeInTheDocument();
    expect(screen.getByTestId("ask-message")).toHaveTextContent("I need a name.");
    await user.type(await screen.findByTestId("field-name"), "Ada");
    await user.click(screen.getByTestId("ask-submit"));
    await waitFor(() => expect(screen.queryByTestId("ask-form")).not.toBeInTheDocument());
    expect(answers()).toEqual([{ type: "submit", content: '{\n  "name": "Ada"\n}' }]);
  });

  it("has a control for every kind of field, with its defaults filled in", async () => {
    const { user, answers } = await openAsked([ask(everyQuestion)]);
    await user.type(await screen.findByTestId("field-name"), "Ada");
    await user.type(screen.getByTestId("field-email"), "ada@example.com");
    expect(screen.getByTestId("field-seats")).toHaveValue("2");
    await user.click(screen.getByTestId("field-class"));
    await user.click(await screen.findByRole("option", { name: "Business" }));
    await user.click(screen.getByRole("checkbox", { name: "Lounge" }));
    await user.click(screen.getByTestId("ask-submit"));
    await waitFor(() => expect(answers()).toHaveLength(1));
    expect(JSON.parse((answers()[0] as { content: string }).content)).toEqual({
      name: "Ada",
      email: "ada@example.com",
      seats: 2,
      window: true,
      meal: "any",
      class: "J",
      extras: ["lounge"],
    });
  });

  it("is not sent while it doesn't match, and leads to what is wrong", async () => {
    const { user, answers } = await openAsked([
      ask(form({ ...NAME, email: { type: "string", format: "email" } }, ["name"])),
    ]);
    await user.type(await screen.findByTestId("field-email"), "nobody");
    await user.click(screen.getByTestId("ask-submit"));
    expect(await screen.findByTestId("ask-problems")).toHaveTextContent("2 fields need another look.");
    await waitFor(() => expect(screen.getByTestId("field-name")).toHaveFocus());
    expect(answers()).toEqual([]);
  });

  it("is declined and cancelled, which are not the same", async () => {
    const { user, answers } = await openAsked([ask(form(NAME), { id: "a" }), ask(form(NAME), { id: "b" })]);
    await user.click(await screen.findByTestId("ask-decline"));
    await waitFor(() => expect(answers()).toHaveLength(1));
    // Whoever answers with the keyboard goes on from there.
    await waitFor(() => expect(document.activeElement?.closest("[data-ask]")).not.toBeNull());
    await user.click(await screen.findByTestId("ask-cancel"));
    await waitFor(() => expect(screen.queryByTestId("ask-form")).not.toBeInTheDocument());
    expect(answers()).toEqual([{ type: "decline" }, { type: "cancel" }]);
  });

  it.each(["password", "apiKey", "credit_card", "pin"])("warns of a field called %s", async (name) => {
    await openAsked([ask(form({ [name]: { type: "string" } }))]);
    expect(await screen.findByText(/Never give a server your password here/)).toBeInTheDocument();
  });

  it("doesn't warn of names that only contain such words", async () => {
    await openAsked([ask(form({ passenger: { type: "string" }, shipping: { type: "string" } }))]);
    await screen.findByTestId("field-passenger");
    expect(screen.queryByText(/Never give a server/)).not.toBeInTheDocument();
  });

  it("says why an answer was not taken, and stays", async () => {
    const window = await openWindow(
      {
        start: { connections: [linear], asks: [ask(form(NAME))] },
        answerAsk: async () => {
          throw new IpcFailure({ code: "not_connected", name: "Linear" });
        },
      },
      "/playground",
    );
    await window.user.type(await screen.findByTestId("field-name"), "Ada");
    await window.user.click(screen.getByTestId("ask-submit"));
    expect(await screen.findByTestId("error-card")).toBeInTheDocument();
    expect(screen.getByTestId("field-name")).toHaveValue("Ada");
  });

  it("is submitted with a key, which runs no tool meanwhile", async () => {
    const { user, ipc, answers } = await openAsked([ask(form(NAME))]);
    await user.type(await screen.findByTestId("field-name"), "Ada");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(answers()).toHaveLength(1));
    expect(ipc.asked.map(([method]) => method)).not.toContain("callTool");
  });
});

describe("a page that a server wants opened", () => {
  it("is shown in full before it is opened, and can be opened again", async () => {
    const { user, ipc } = await openAsked([ask(page())]);
    expect(await screen.findByTestId("ask-address")).toHaveTextContent(
      "https://pay.linear.app/confirm/8f41?session=17",
    );
    expect(screen.getByTestId("ask-address").querySelector("strong")).toHaveTextContent(/^pay\.linear\.app$/);
    expect(ipc.asked.map(([method]) => method)).not.toContain("openAsk");
    await user.click(screen.getByTestId("ask-open"));
    expect(await screen.findByTestId("ask-opened")).toHaveTextContent("Opened. Finish there.");
    expect(screen.queryByTestId("ask-decline")).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Open again" }));
    await waitFor(() => expect(ipc.asked.filter(([method]) => method === "openAsk").length).toBe(2));
  });

  it("says that it was opened, also where the server has its answer with that", async () => {
    let settle = () => {};
    const { ipc, user } = await openWindow(
      { start: { connections: [linear], asks: [ask(page())] }, openAsk: async () => settle() },
      "/playground",
    );
    settle = () => ipc.setAsks([]);
    await user.click(await screen.findByTestId("ask-open"));
    expect(await screen.findByTestId("toast")).toHaveTextContent("Opened pay.linear.app");
    expect(screen.queryByTestId("ask-url")).not.toBeInTheDocument();
  });

  it("shows the host that is dialled, not the one that stands before an @", async () => {
    const url = "https://linear.app@evil.example/linear.app";
    await openAsked([ask(page({ url, host: "evil.example" }))]);
    const strong = (await screen.findByTestId("ask-address")).querySelector("strong");
    expect(strong).toHaveTextContent(/^evil\.example$/);
    expect(strong?.previousSibling).toHaveTextContent("https://linear.app@");
  });

  it("warns of letters that look like others", async () => {
    await openAsked([ask(page({ host: "xn--linar-kva.app", unicodeHost: "linéar.app" }))]);
    expect(await screen.findByTestId("ask-punycode")).toHaveTextContent("linéar.app");
  });
});

describe("a model's answer that a server asks for", () => {
  it("shows the conversation, and is written by hand", async () => {
    const { user, answers } = await openAsked([ask(conversation())]);
    expect(await screen.findByText("Summarise the three newest issues of the team.")).toBeInTheDocument();
    expect(screen.getByTestId("ask-send")).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "System prompt" }));
    expect(await screen.findByText(/You write short summaries/)).toBeInTheDocument();
    await user.type(screen.getByTestId("ask-reply"), "All is well.");
    await user.click(screen.getByTestId("ask-send"));
    await waitFor(() => expect(answers()).toEqual([{ type: "write", text: "All is well." }]));
  });

  it("is declined", async () => {
    const { user, answers } = await openAsked([ask(conversation())]);
    await user.click(await screen.findByTestId("ask-decline"));
    await waitFor(() => expect(answers()).toEqual([{ type: "decline" }]));
  });
});

describe("questions", () => {
  it("queue with their number, and keep what was typed while another is looked at", async () => {
    const { user } = await openAsked([
      ask(form(NAME), { id: "a" }),
      ask(conversation(), { id: "b", askedAt: Date.UTC(2026, 10, 21, 10) }),
    ]);
    await user.type(await screen.findByTestId("field-name"), "Ada");
    expect(screen.getByTestId("ask-count")).toHaveTextContent("1 of 2");
    await user.click(screen.getByRole("button", { name: "Next question" }));
    expect(await screen.findByTestId("ask-sampling")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Previous question" }));
    expect(await screen.findByTestId("field-name")).toHaveValue("Ada");
  });

  it("are told of on every page, aloud too, and keep what was typed across pages", async () => {
    const { user, ipc, address } = await openAsked([]);
    await user.click(screen.getByTestId("nav-connections"));
    expect(screen.queryByTestId("asks-link")).not.toBeInTheDocument();
    act(() => ipc.setAsks([ask(form(NAME))]));
    const link = await screen.findByTestId("asks-link");
    expect(link).toHaveTextContent("1 question");
    expect(screen.getByText(/^Linear asks for your input\./)).toHaveAttribute("aria-live", "polite");
    await user.click(link);
    await waitFor(() => expect(screen.getByTestId("field-name")).toHaveFocus());
    await user.keyboard("Ada");
    await user.click(screen.getByTestId("nav-settings"));
    await waitFor(() => expect(address()).toContain("/settings"));
    await user.click(screen.getByTestId("asks-link"));
    expect(await screen.findByTestId("field-name")).toHaveValue("Ada");
  });

  it("take no focus from whoever is typing", async () => {
    const { user, ipc } = await openAsked([]);
    const field = await screen.findByTestId("field-text");
    await user.click(field);
    await user.keyboard("hel");
    act(() => ipc.setAsks([ask(form(NAME))]));
    await screen.findByTestId("ask-form");
    await user.keyboard("lo");
    expect(field).toHaveFocus();
    expect(field).toHaveValue("hello");
  });

  it("lead to the tool whose call they belong to, and name it", async () => {
    let callId = "";
    const window = await openWindow(
      {
        start: { connections: [linear] },
        callTool: (request) => {
          callId = request.callId;
          return new Promise(() => {});
        },
      },
      "/playground?connection=id-linear&tool=echo",
    );
    await window.user.type(await screen.findByTestId("field-text"), "hi");
    await window.user.click(screen.getByTestId("run"));
    await window.user.click(screen.getByTestId("nav-connections"));
    act(() => window.ipc.setAsks([ask(form(NAME), { calls: [callId] })]));
    await window.user.click(await screen.findByTestId("asks-link"));
    expect(await screen.findByRole("region", { name: /^Linear asks you something.*echo$/ })).toBeVisible();
    expect(window.address()).toContain("tool=echo");
    expect(screen.getByTestId("running")).toHaveTextContent("Waiting for your answer");
  });

  it("go away when they are settled elsewhere", async () => {
    const { ipc } = await openAsked([ask(form(NAME))]);
    await screen.findByTestId("ask-form");
    act(() => ipc.setAsks([]));
    await waitFor(() => expect(screen.queryByTestId("ask-form")).not.toBeInTheDocument());
    expect(screen.queryByTestId("asks-link")).not.toBeInTheDocument();
  });

  it.each([
    ["form", everyQuestion],
    ["url", page({ unicodeHost: "linéar.app" })],
    ["sampling", conversation()],
  ] as const)("have no accessibility problems: %s", async (type, kind) => {
    await openAsked([ask(kind, { id: "a" }), ask(kind, { id: "b" })]);
    await screen.findByTestId(`ask-${type}`);
    expect(await accessibilityProblems()).toEqual([]);
  });
});
