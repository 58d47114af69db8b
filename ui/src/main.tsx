import "./index.css";
import { createHashHistory } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { applyTheme } from "./app/theme";
import type { Ipc } from "./ipc";
import { tauriIpc } from "./ipc/tauri";

applyTheme("system");
const root = document.getElementById("root");
if (root) {
  const ipc = await chooseIpc();
  // The first page's address: the way there by a redirect is longer.
  if (location.hash === "") window.history.replaceState(null, "", "#/connections");
  createRoot(root).render(
    <StrictMode>
      <App ipc={ipc} history={createHashHistory()} />
    </StrictMode>,
  );
}

/** The core, or in development with `?fake=<world>` one in memory, so that screens can be seen in a browser. */
async function chooseIpc(): Promise<Ipc> {
  const fake = import.meta.env.DEV && new URLSearchParams(location.search).get("fake");
  if (fake) {
    const { previewWorld } = await import("./test/preview-worlds");
    const world = previewWorld(fake);
    // The router would take the question mark for its own.
    window.history.replaceState(null, "", location.pathname + location.hash);
    return world;
  }
  return tauriIpc;
}
