import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { modeOf, playgroundSearch } from "./mode";
import { prompt, promptList, resource, resourceList } from "./testing/offers";
import { linear, renderPlayground } from "./testing/render-playground";
import { toolDetail } from "./testing/tools";

describe("the address of the playground", () => {
  it.each([
    [{ connection: "c", tool: "t" }, { connection: "c", tool: "t" }, "tools"],
    [{ connection: "c", tool: 123 }, { connection: "c", tool: "123" }, "tools"],
    [{ connection: "c", mode: "prompts" }, { connection: "c", mode: "prompts" }, "prompts"],
    [
      { connection: "c", resource: "a:b" },
      { connection: "c", mode: "resources", resource: "a:b" },
      "resources",
    ],
    [
      { connection: "c", resource: "a:b", template: "a:{b}", tool: "t" },
      { connection: "c", mode: "resources", resource: "a:b" },
      "resources",
    ],
    [{ mode: "nonsense" }, {}, "tools"],
  ])("is read from %j", (given, picked, mode) => {
    expect(JSON.parse(JSON.stringify(playgroundSearch(given)))).toEqual(picked);
    expect(modeOf(playgroundSearch(given))).toBe(mode);
  });
});

describe("the modes", () => {
  const world = {
    details: [toolDetail({ name: "ping", title: "Ping" })],
    resources: async () => resourceList({ resources: [resource({ uri: "a:b", title: "A book" })] }),
    prompts: async () => promptList({ prompts: [prompt({ name: "hello", title: "Say hello" })] }),
  };

  it("are gone through with a key, and each is as it was left", async () => {
    const { user } = renderPlayground(world);
    await screen.findByRole("heading", { name: "Ping" });
    await user.keyboard("{Control>}{Shift>}m{/Shift}{/Control}");
    await user.click(await screen.findByTestId("resource-row-a:b"));
    await screen.findByRole("heading", { name: "A book" });
    await user.keyboard("{Control>}{Shift>}m{/Shift}{/Control}");
    await user.click(await screen.findByTestId("prompt-row-hello"));
    await screen.findByRole("heading", { name: "Say hello" });
    await user.keyboard("{Control>}{Shift>}m{/Shift}{/Control}");
    expect(await screen.findByRole("heading", { name: "Ping" })).toBeInTheDocument();
    await user.click(screen.getByTestId("mode-resources"));
    expect(await screen.findByRole("heading", { name: "A book" })).toBeInTheDocument();
  });

  it("keep the focus of whoever moves along them with the arrow keys", async () => {
    const { user } = renderPlayground({ ...world, at: { connection: linear.id } });
    await user.click(await screen.findByTestId("mode-resources"));
    await user.click(await screen.findByTestId("resource-row-a:b"));
    await waitFor(() => expect(screen.getByTestId("run")).toHaveFocus());
    await user.click(screen.getByTestId("mode-tools"));
    await screen.findByTestId("tool-list");
    await user.keyboard("{ArrowRight}");
    await screen.findByRole("heading", { name: "A book" });
    expect(screen.getByTestId("mode-resources")).toHaveFocus();
  });

  it("are searched each for itself", async () => {
    const { user } = renderPlayground(world);
    await user.type(await screen.findByTestId("tool-search"), "pi");
    await user.click(screen.getByTestId("mode-resources"));
    expect(await screen.findByTestId("resource-search")).toHaveValue("");
    await user.click(screen.getByTestId("mode-tools"));
    expect(await screen.findByTestId("tool-search")).toHaveValue("pi");
  });
});
