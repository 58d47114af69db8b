export { LogDrawer } from "./log-drawer";
export { toggleLogDrawer, useLogDrawer } from "./log-drawer-state";
export { WireLog, type WireLogProps } from "./wire-log";
