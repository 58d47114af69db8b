/** The connections from outside. */
export { ConnectionsPage } from "./connections-page";
export type { ConnectionsSearch } from "./connections-search";
export { loadSheets } from "./lazy-sheets";
