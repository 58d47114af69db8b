/** The connections from outside. Only what is light: the form loads when it is first needed. */
export { ConnectionMenu } from "./connection-menu";
export { ConnectionsPage } from "./connections-page";
export type { ConnectionsSearch } from "./connections-search";
export { ConfigureInline, loadSheets } from "./lazy-sheets";
export { RemoveProvider } from "./remove-connection";
export { PrimaryAction } from "./row-actions";
export { StepList, stepsUntil } from "./step-list";
export { type ConnectionCommands, useConnectionCommands } from "./use-connection-commands";
export { useFailureHandlers } from "./use-failure-handlers";
export { type Run, useRunner } from "./use-probe";
