import { act, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { IpcFailure } from "@/ipc";
import { accessibilityProblems, openWindow } from "@/test/render-app";

const DOCUMENT = "https://example.com/hitchpost.json";

it("saves where this app's metadata is published, and takes it away again", async () => {
  const { user, ipc } = await openWindow({}, "/settings");
  const field = await screen.findByTestId("field-client_metadata_url");
  expect(screen.getByTestId("save-client-metadata")).toBeDisabled();
  await user.type(field, `${DOCUMENT}{Enter}`);
  const saved = () => ipc.asked.findLast(([method]) => method === "saveSettings")?.[1];
  await waitFor(() => expect(saved()).toMatchObject({ clientMetadataUrl: DOCUMENT, theme: "light" }));
  await waitFor(() => expect(screen.getByTestId("save-client-metadata")).toBeDisabled());
  await user.clear(screen.getByTestId("field-client_metadata_url"));
  await user.click(screen.getByTestId("save-client-metadata"));
  await waitFor(() => expect(saved()).toMatchObject({ clientMetadataUrl: null }));
});

it("says at the field why an address is refused, and keeps what was typed", async () => {
  const issue = {
    field: { type: "client_metadata_url" },
    severity: "error",
    issue: { code: "endpoint_insecure", host: "example.com" },
  } as const;
  let refuse: (failure: IpcFailure) => void = () => {};
  const { user } = await openWindow(
    {
      saveSettings: () =>
        new Promise((_, reject) => {
          refuse = reject;
        }),
    },
    "/settings",
  );
  await user.type(await screen.findByTestId("field-client_metadata_url"), "http://example.com/a{Enter}");
  await waitFor(() => expect(screen.getByTestId("save-client-metadata")).toHaveAttribute("aria-busy"));
  act(() => refuse(new IpcFailure({ code: "invalid", issues: [issue] })));
  await waitFor(() =>
    expect(screen.getByTestId("field-client_metadata_url")).toHaveAccessibleDescription(/Use https:\/\//),
  );
  expect(screen.getByTestId("field-client_metadata_url")).toHaveValue("http://example.com/a");
  expect(await accessibilityProblems()).toEqual([]);
});
