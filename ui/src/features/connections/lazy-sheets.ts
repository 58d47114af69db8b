import { lazy } from "react";

/** Loads the form for connections, which nobody sees at once. */
export function loadSheets() {
  return import("./connection-sheets");
}

/** The form for connections, loaded when it is first needed, or before. */
export const ConnectionSheets = lazy(async () => ({ default: (await loadSheets()).ConnectionSheets }));

/** The same form as part of a page. */
export const ConfigureInline = lazy(async () => ({ default: (await loadSheets()).ConfigureInline }));
