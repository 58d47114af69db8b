/** The page of one connection from outside; it loads when it is first needed. */
export { type ConnectionSearch, connectionSearch } from "./connection-search";

/** Loads the page. */
export function loadConnection() {
  return import("./connection-page");
}
