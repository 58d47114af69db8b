export { HeldToolLine, type HeldToolLineProps } from "./held-tool-line";
export { ToolChanges, type ToolChangesProps } from "./tool-changes";
