import { EditorView } from "@codemirror/view";
import { act, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { renderPlayground, sentArguments } from "../testing/render-playground";
import { everyField, toolDetail } from "../testing/tools";

const numbers = toolDetail({
  name: "numbers",
  schema: {
    type: "object",
    properties: { id: { type: "integer" }, limit: { type: "integer", maximum: 9 } },
    required: ["id"],
  },
});

/** Replaces the whole text of an editor, as pasting over it would. */
async function write(testId: string, text: string): Promise<void> {
  const content = await waitFor(() => {
    const found = screen.getByTestId(testId).querySelector<HTMLElement>(".cm-content");
    if (!found) throw new Error("the editor is still loading");
    return found;
  });
  const view = EditorView.findFromDOM(content);
  act(() =>
    view?.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: text },
      userEvent: "input.paste",
    }),
  );
}

async function run(user: UserEvent): Promise<void> {
  await user.keyboard("{Control>}{Enter}{/Control}");
}

describe("the form", () => {
  it("shows all of the field that has the focus, its name included", async () => {
    const shown = vi.spyOn(Element.prototype, "scrollIntoView");
    renderPlayground({ details: [numbers] });
    const field = await screen.findByTestId("field-id");
    await waitFor(() => expect(field).toHaveFocus());
    expect(shown.mock.contexts).toContain(field.closest("[data-argument]"));
    shown.mockRestore();
  });

  it("sends exactly the digits that were typed", async () => {
    const { user, ipc } = renderPlayground({ details: [numbers] });
    await user.type(await screen.findByTestId("field-id"), "90071992547409911");
    await run(user);
    await screen.findByTestId("result-outcome");
    expect(sentArguments(ipc)).toBe('{\n  "id": 90071992547409911\n}');
  });

  it("sends every kind of value as what it is, and nothing that was not set", async () => {
    const { user, ipc } = renderPlayground({ details: [everyField] });
    await user.type(await screen.findByTestId("field-title"), "Fix login");
    await user.click(screen.getByTestId("field-notify-true"));
    await user.type(screen.getByTestId("field-budget"), "2.50");
    await user.click(screen.getByRole("button", { name: "Set estimate to null" }));
    await user.click(screen.getByTestId("field-labels-add"));
    await waitFor(() => expect(screen.getByTestId("field-labels-0")).toHaveFocus());
    await user.keyboard("bug{Enter}");
    await waitFor(() => expect(screen.getByTestId("field-labels-1")).toHaveFocus());
    await user.keyboard("urgent");
    await user.click(screen.getByRole("checkbox", { name: "chat" }));
    await user.click(screen.getByTestId("field-team"));
    await user.click(await screen.findByRole("option", { name: "OPS" }));
    await run(user);
    await screen.findByTestId("result-outcome");
    expect(JSON.parse(sentArguments(ipc) ?? "")).toEqual({
      priority: 2,
      title: "Fix login",
      notify: true,
      budget: 2.5,
      estimate: null,
      labels: ["bug", "urgent"],
      channels: ["chat"],
      team: "OPS",
    });
  });

  it("takes an argument out again with ✕", async () => {
    const { user, ipc } = renderPlayground({ details: [numbers] });
    await user.type(await screen.findByTestId("field-id"), "1");
    await user.type(screen.getByTestId("field-limit"), "5");
    await user.click(screen.getByRole("button", { name: "Don't send limit" }));
    expect(screen.getByTestId("field-limit")).toHaveValue("");
    await run(user);
    await screen.findByTestId("result-outcome");
    expect(JSON.parse(sentArguments(ipc) ?? "")).toEqual({ id: 1 });
  });

  it("splits several pasted lines into several items", async () => {
    const { user } = renderPlayground({ details: [everyField] });
    await user.click(await screen.findByTestId("field-labels-add"));
    await waitFor(() => expect(screen.getByTestId("field-labels-0")).toHaveFocus());
    await user.paste("one\ntwo\nthree");
    expect(screen.getByTestId("field-labels-2")).toHaveValue("three");
  });

  it("keeps the line breaks of a text that is pasted into one line", async () => {
    const { user } = renderPlayground({ details: [everyField] });
    await user.click(await screen.findByTestId("field-title"));
    await user.paste("one\ntwo");
    expect(screen.getByTestId("field-title")).toHaveValue("one\ntwo");
  });

  it("never sends anything at Enter alone", async () => {
    const { user, ipc } = renderPlayground({ details: [numbers] });
    await user.type(await screen.findByTestId("field-id"), "1{Enter}");
    expect(sentArguments(ipc)).toBeUndefined();
  });

  it("says why a tool has no form and takes its arguments as JSON", async () => {
    renderPlayground({
      details: [toolDetail({ name: "free", schema: { type: "object", additionalProperties: true } })],
    });
    expect(
      await screen.findByText("The tool accepts any arguments. Write the arguments as JSON."),
    ).toBeInTheDocument();
    expect(screen.getByTestId("arguments-json")).toBeInTheDocument();
  });

  it("shows the tool's definition", async () => {
    const { user } = renderPlayground({ details: [numbers] });
    await user.click(await screen.findByTestId("show-definition"));
    const dialog = await screen.findByTestId("definition-dialog");
    expect(within(dialog).getByRole("radio", { name: "Input schema" })).toBeInTheDocument();
  });
});

describe("arguments that don't match the schema", () => {
  it("hold Run back once, and are sent when that is wanted", async () => {
    const { user, ipc } = renderPlayground({ details: [numbers] });
    await user.type(await screen.findByTestId("field-limit"), "10");
    await run(user);
    expect(await screen.findByTestId("schema-warning")).toHaveTextContent("2 fields don't match the schema.");
    expect(screen.getByText("Required, but not set.")).toBeInTheDocument();
    expect(screen.getByText("Must be at most 9.")).toBeInTheDocument();
    await waitFor(() => expect(screen.getByTestId("field-id")).toHaveFocus());
    expect(sentArguments(ipc)).toBeUndefined();
    await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
    await screen.findByTestId("result-outcome");
    expect(JSON.parse(sentArguments(ipc) ?? "")).toEqual({ limit: 10 });
  });

  it("keep what was typed, even when it is no number", async () => {
    const { user, ipc } = renderPlayground({ details: [numbers] });
    await user.type(await screen.findByTestId("field-id"), "12a");
    await user.tab();
    expect(await screen.findByText("Not a whole number; sent as text.")).toBeInTheDocument();
    await run(user);
    await user.click(await screen.findByTestId("run-anyway"));
    await screen.findByTestId("result-outcome");
    expect(JSON.parse(sentArguments(ipc) ?? "")).toEqual({ id: "12a" });
  });

  it("stay as typed in a JSON field, and can't be sent while they are not JSON", async () => {
    const { user, ipc } = renderPlayground({
      details: [
        toolDetail({ name: "t", schema: { type: "object", properties: { filter: { type: "object" } } } }),
      ],
    });
    await write("field-filter", '{"a": ');
    expect(await screen.findByText("Not JSON yet, so it can't be sent.")).toBeInTheDocument();
    await run(user);
    expect(await screen.findByText("“filter” isn't JSON yet, so it can't be sent.")).toBeInTheDocument();
    await write("field-filter", '{"a": 1.0}');
    await run(user);
    await screen.findByTestId("result-outcome");
    expect(sentArguments(ipc)).toBe('{\n  "filter": {"a": 1.0}\n}');
  });
});

describe("form and JSON", () => {
  it("show the same document and lose nothing on the way", async () => {
    const { user, ipc } = renderPlayground({ details: [numbers] });
    await user.type(await screen.findByTestId("field-id"), "7");
    await user.keyboard("{Control>}e{/Control}");
    await write("arguments-json", '{ "b": 1.00,\n  "2": "\\u00e9", "id": 90071992547409911 }');
    await user.keyboard("{Control>}e{/Control}");
    expect(await screen.findByTestId("field-id")).toHaveValue("90071992547409911");
    expect(screen.getByText("b, 2")).toBeInTheDocument();
    await user.type(screen.getByTestId("field-limit"), "5");
    await run(user);
    await screen.findByTestId("result-outcome");
    expect(sentArguments(ipc)).toBe('{ "b": 1.00,\n  "2": "\\u00e9", "id": 90071992547409911, "limit": 5 }');
  });

  it("stay at JSON while it does not parse, with the line named", async () => {
    const { user, ipc } = renderPlayground({ details: [numbers] });
    await screen.findByTestId("field-id");
    await user.click(screen.getByTestId("mode-json"));
    await write("arguments-json", '{\n  "id": 1,\n}');
    expect(
      await screen.findByText("Line 3: A name in quotes is missing after the comma."),
    ).toBeInTheDocument();
    await user.click(screen.getByTestId("mode-form"));
    expect(screen.queryByTestId("field-id")).not.toBeInTheDocument();
    await run(user);
    expect(await screen.findByText(/The arguments can't be sent. Line 3/)).toBeInTheDocument();
    expect(sentArguments(ipc)).toBeUndefined();
  });

  it("are kept for each tool while another one is looked at", async () => {
    const { user } = renderPlayground({ details: [numbers, everyField] });
    await user.type(await screen.findByTestId("field-id"), "42");
    await user.click(screen.getByTestId("tool-row-every_field"));
    await screen.findByTestId("field-title");
    await user.click(screen.getByTestId("tool-row-numbers"));
    expect(await screen.findByTestId("field-id")).toHaveValue("42");
  });
});
