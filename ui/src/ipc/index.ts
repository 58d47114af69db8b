export type * from "./bindings";
export { failureOf, type Ipc, IpcFailure, IpcProvider, useIpc } from "./ipc";
export {
  applyEvent,
  askAhead,
  keys,
  putConnection,
  useAppInfo,
  useConnection,
  useConnectionAction,
  useConnections,
  useRefreshTools,
  useSaveSettings,
  useSettings,
  useTool,
} from "./queries";
