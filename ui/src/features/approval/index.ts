/** The approval of commands: where it is asked for, and what shows the question. */
export { ApprovalGate } from "./approval-gate";
export { resetApproval, showApproval } from "./approval-state";
