import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { applyEvent, keys } from "./queries";

it("asks for everything again when events were missed", () => {
  const client = new QueryClient();
  const all = [keys.appInfo, keys.settings, keys.connections, keys.tools("id"), keys.tool("id", "echo")];
  for (const key of all) client.setQueryData(key, {});
  applyEvent(client, { type: "missed" });
  for (const key of all) expect(client.getQueryState(key)?.isInvalidated).toBe(true);
});
