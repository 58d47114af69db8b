export type * from "./bindings";
export { failureOf, type Ipc, IpcFailure, IpcProvider, useIpc } from "./ipc";
export {
  applyEvent,
  askAhead,
  keys,
  putConnection,
  useAppInfo,
  useAsks,
  useConnection,
  useConnectionAction,
  useConnections,
  usePrompts,
  useRefreshTools,
  useResources,
  useSaveSettings,
  useSettings,
  useTool,
  useTools,
} from "./queries";
export { useResourceUpdatedAt } from "./resource-news";
