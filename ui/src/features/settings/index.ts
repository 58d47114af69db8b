/** The settings from outside: their page, loaded when it is first needed. */
export function loadSettings() {
  return import("./settings-page");
}
