import { act, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { type CallEvent, IpcFailure } from "@/ipc";
import { connected, connection } from "@/test/sample-data";
import { manyResources, resource, resourceList, template } from "../testing/offers";
import { heldCall, linear, renderPlayground } from "../testing/render-playground";
import { completed, report, text, textPart } from "../testing/reports";
import { toolDetail } from "../testing/tools";

const handbook = resource({
  uri: "linear://handbook.md",
  name: "handbook",
  title: "Handbook",
  description: "How the team works.",
  mimeType: "text/markdown",
  size: 18_432,
});
const issue = template({ uriTemplate: "linear://teams/{team}/issues/{number}", name: "issue" });
const list = resourceList({ resources: [handbook], templates: [issue] });

const inResources = { connection: linear.id, mode: "resources" } as const;

function renderResources(world: Parameters<typeof renderPlayground>[0] = {}) {
  return renderPlayground({ at: inResources, resources: async () => list, ...world });
}

describe("the list of resources", () => {
  it("shows resources, then templates, and finds both by name, address and description", async () => {
    const { user } = renderResources();
    await screen.findByTestId("resource-row-linear://handbook.md");
    expect(screen.getByTestId("templates-section")).toHaveTextContent("Templates1");
    const search = screen.getByTestId("resource-search");
    await user.type(search, "team works");
    await waitFor(() =>
      expect(screen.queryByTestId(`template-row-${issue.uriTemplate}`)).not.toBeInTheDocument(),
    );
    expect(screen.getByTestId("resource-row-linear://handbook.md").querySelector("mark")).not.toBeNull();
    await user.clear(search);
    await user.type(search, "{{number}");
    await waitFor(() => expect(screen.queryByTestId("templates-section")).not.toBeInTheDocument());
    expect(screen.getByTestId(`template-row-${issue.uriTemplate}`)).toBeInTheDocument();
  });

  it("draws only what is in sight of ten thousand", async () => {
    renderResources({ resources: async (id) => manyResources(id, 10_000) });
    expect(
      await screen.findByRole("treeitem", { name: /Linear, connected, ?10,000 ?resources/ }),
    ).toBeVisible();
    expect(screen.getAllByRole("treeitem").length).toBeLessThan(100);
  });

  it("says that there are none, and what there is instead", async () => {
    const status = connected({ tools: 4, prompts: 3 });
    const { user } = renderResources({
      servers: [connection({ name: "Linear", status })],
      resources: async () => resourceList(),
    });
    expect(await screen.findByText("Linear is connected but lists no resources.")).toBeInTheDocument();
    expect(screen.getByText("It offers 4 tools and 3 prompts.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Open prompts" }));
    expect(await screen.findByTestId("prompt-list")).toBeInTheDocument();
  });

  it("asks nothing of a server that is not connected, and offers to connect", async () => {
    const { ipc } = renderResources({ servers: [connection({ name: "Linear" })] });
    expect(await screen.findByTestId("connect-linear")).toHaveTextContent("Connect");
    expect(ipc.asked.map(([method]) => method)).not.toContain("resources");
  });

  it("says why it could not be had, and asks again", async () => {
    let failing = true;
    const { user } = renderResources({
      resources: async () => {
        if (failing)
          throw new IpcFailure({ code: "timeout", phase: "answer", address: "x:443", seconds: 60 });
        return list;
      },
    });
    await screen.findByTestId("resource-note-failed");
    failing = false;
    await user.click(screen.getByTestId("error-action-retry"));
    expect(await screen.findByTestId("resource-row-linear://handbook.md")).toBeInTheDocument();
  });

  it("shows what could not be used, and says where the list was cut", async () => {
    const rejected = [{ name: null, index: 2, reason: "uri is missing", raw: "{}" }];
    const { user } = renderResources({ resources: async () => ({ ...list, rejected, cut: "limit" }) });
    expect(await screen.findByTestId("resource-note-cut")).toHaveTextContent("Only the first 2 resources");
    await user.click(screen.getByTestId("rejected-group"));
    await user.click(screen.getByTestId("rejected-row-2"));
    expect(await screen.findByRole("heading", { name: "Resource 3 (no name)" })).toBeInTheDocument();
    expect(screen.getByText(/uri is missing\. The server's other resources/)).toBeInTheDocument();
  });
});

describe("a resource", () => {
  const at = { ...inResources, resource: handbook.uri };

  it("is read with one click, and shown as Markdown", async () => {
    const contents = {
      type: "resource",
      uri: handbook.uri,
      mimeType: "text/markdown",
      text: textPart("# Reviews\n\nTake **one** day."),
    } as const;
    const { user, ipc } = renderResources({
      at,
      readResource: async ({ callId }) => report(callId, completed({ content: [contents] })),
    });
    expect(await screen.findByRole("heading", { name: "Handbook" })).toBeInTheDocument();
    expect(await screen.findByText("18 KB")).toBeInTheDocument();
    expect(screen.getByTestId("resource-uri")).toHaveTextContent(handbook.uri);
    await waitFor(() => expect(screen.getByTestId("run")).toHaveFocus());
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByTestId("result-outcome")).toHaveTextContent("Done");
    expect(await screen.findByRole("heading", { name: "Reviews" })).toBeInTheDocument();
    const asked = ipc.asked.find(([method]) => method === "readResource")?.[1];
    expect(asked).toMatchObject({ connectionId: linear.id, uri: handbook.uri, timeoutS: null });
  });

  it("shows progress and log while it is read, and can be given up", async () => {
    const held = heldCall();
    let tell: (event: CallEvent) => void = () => {};
    const { user, ipc } = renderResources({
      at,
      readResource: (_request, onEvent) => {
        tell = onEvent;
        return held.ended;
      },
    });
    await user.click(await screen.findByTestId("run"));
    act(() => tell({ type: "progress", progress: "1", total: "4", percent: 25, message: "One of four" }));
    act(() => tell({ type: "log", level: "info", text: "opened the file" }));
    expect(screen.getByText("One of four")).toBeInTheDocument();
    expect(screen.getByRole("list", { name: "Log of the call" })).toHaveTextContent("info opened the file");
    await user.keyboard("{Escape}");
    expect(ipc.asked.map(([method]) => method)).toContain("cancelCall");
    await act(async () => held.finish(report("c", { type: "cancelled" })));
    expect(await screen.findByText("You stopped reading. The server was told.")).toBeInTheDocument();
  });

  it("tells when it changed, and is read again from there", async () => {
    let subscribed: unknown[] = [];
    const { user, ipc } = renderResources({
      at,
      readResource: async ({ callId }) => report(callId, completed({ content: [text("old")] })),
      subscribeResource: async (...args) => {
        subscribed = args;
      },
    });
    await user.click(await screen.findByTestId("subscribe"));
    expect(subscribed).toEqual([linear.id, handbook.uri, true]);
    expect(screen.getByRole("switch", { name: "Tell me when it changes" })).toBeChecked();
    expect(screen.getByTestId("resource-row-linear://handbook.md")).toHaveTextContent("subscribed");
    expect(screen.queryByTestId("resource-changed")).not.toBeInTheDocument();
    act(() => ipc.emit({ type: "resource_updated", id: linear.id, uri: handbook.uri }));
    expect(await screen.findByTestId("resource-changed")).toHaveTextContent(/^It changed at /);
    await user.click(screen.getByTestId("read-again"));
    expect(await screen.findByText("old")).toBeInTheDocument();
  });

  it("turns the switch back and says why, where the server refuses", async () => {
    const { user } = renderResources({
      at,
      subscribeResource: async () => {
        throw new IpcFailure({ code: "not_connected", name: "Linear" });
      },
    });
    await user.click(await screen.findByTestId("subscribe"));
    expect(await screen.findByTestId("toast")).toHaveTextContent(/^Linear: /);
    expect(screen.getByTestId("subscribe")).not.toBeChecked();
  });

  it("can be one that no list has", async () => {
    renderResources({ at: { ...inResources, resource: "https://linear.app/x/ENG-412" } });
    expect(await screen.findByRole("heading", { name: "ENG-412" })).toBeInTheDocument();
    expect(await screen.findByText(/doesn't list it/)).toBeInTheDocument();
    expect(screen.getByTestId("run")).toHaveTextContent("Read");
  });

  it("is where a link in a tool's result leads, and Back leads to the result", async () => {
    const link = {
      type: "resource_link",
      uri: "linear://issue/412",
      name: "ENG-412",
      description: null,
      mimeType: null,
    } as const;
    const { user } = renderPlayground({
      details: [toolDetail({ name: "find" })],
      callTool: async ({ callId }) => report(callId, completed({ content: [link] })),
    });
    await user.click(await screen.findByTestId("run"));
    await user.click(await screen.findByRole("button", { name: "Read ENG-412" }));
    expect(await screen.findByTestId("resource-uri")).toHaveTextContent("linear://issue/412");
    await user.click(screen.getByTestId("mode-tools"));
    expect(await screen.findByRole("button", { name: "Read ENG-412" })).toBeInTheDocument();
  });
});

describe("a template", () => {
  const at = { ...inResources, template: issue.uriTemplate };
  const expandTemplate = async (_template: string, variables: { name: string; value: string }[]) => {
    const of = (name: string) => variables.find((one) => one.name === name)?.value;
    return {
      uri: `linear://teams/${of("team") ?? ""}/issues/${of("number") ?? ""}`,
      missing: ["team", "number"].filter((name) => of(name) === undefined),
    };
  };

  it("shows the address as it is filled in, and names what is missing", async () => {
    const { user } = renderResources({ at, expandTemplate });
    await user.type(await screen.findByTestId("field-team"), "eng");
    await waitFor(() =>
      expect(screen.getByTestId("expanded-uri")).toHaveTextContent("linear://teams/eng/issues/"),
    );
    expect(screen.getByTestId("missing-variables")).toHaveTextContent("number");
    await user.type(screen.getByTestId("field-number"), "412");
    await waitFor(() => expect(screen.queryByTestId("missing-variables")).not.toBeInTheDocument());
  });

  it("reads the address that its variables make", async () => {
    const { user, ipc } = renderResources({
      at,
      expandTemplate,
      readResource: async ({ callId }) => report(callId, completed({ content: [text("the issue")] })),
    });
    await user.type(await screen.findByTestId("field-team"), "eng");
    await user.type(screen.getByTestId("field-number"), "412");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("the issue")).toBeInTheDocument();
    const asked = ipc.asked.find(([method]) => method === "readResource")?.[1];
    expect(asked).toMatchObject({ uri: "linear://teams/eng/issues/412" });
  });

  it("suggests values with the others as context, and takes the one that is picked", async () => {
    const { user, ipc } = renderResources({
      at,
      expandTemplate,
      complete: async (_id, { value }) => ({
        values: ["eng", "english"].filter((one) => one.startsWith(value)),
        total: 7,
        hasMore: true,
      }),
    });
    await user.type(await screen.findByTestId("field-number"), "412");
    await user.type(screen.getByTestId("field-team"), "en");
    const request = {
      reference: { type: "resource", uriTemplate: issue.uriTemplate },
      argument: "team",
      value: "en",
      context: [{ name: "number", value: "412" }],
    };
    await waitFor(() => expect(ipc.asked).toContainEqual(["complete", linear.id, request]));
    const options = await screen.findAllByRole("option");
    expect(options.map((one) => one.textContent)).toEqual(["eng", "english"]);
    expect(screen.getByText("2 of 7. Type on for the others.")).toBeInTheDocument();
    await user.click(options[1] as HTMLElement);
    expect(screen.getByTestId("field-team")).toHaveValue("english");
  });

  it("takes any text where suggestions can't be had", async () => {
    const { user } = renderResources({
      at,
      complete: async () => {
        throw new IpcFailure({ code: "not_connected", name: "Linear" });
      },
    });
    await user.type(await screen.findByTestId("field-team"), "en");
    expect(await screen.findByText(/suggestions couldn't be had/)).toBeInTheDocument();
    expect(screen.getByTestId("field-team")).toHaveValue("en");
  });

  it("keeps what was typed while something else is looked at", async () => {
    const { user } = renderResources({ at, expandTemplate });
    await user.type(await screen.findByTestId("field-team"), "eng");
    await user.click(screen.getByTestId("resource-row-linear://handbook.md"));
    await screen.findByRole("heading", { name: "Handbook" });
    await user.click(screen.getByTestId("mode-prompts"));
    await screen.findByTestId("prompt-search");
    await user.click(screen.getByTestId("mode-resources"));
    await user.click(await screen.findByTestId(`template-row-${issue.uriTemplate}`));
    expect(await screen.findByTestId("field-team")).toHaveValue("eng");
  });
});

it("has no accessibility problems", async () => {
  const { container } = renderResources({ at: { ...inResources, template: issue.uriTemplate } });
  await screen.findByTestId("field-team");
  const { violations } = await axe.run(container, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    rules: { "color-contrast": { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  expect(within(container).getByRole("tree", { name: "Resources" })).toBeInTheDocument();
});
