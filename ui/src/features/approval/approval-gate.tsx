import { lazy, Suspense } from "react";
import { useConnection } from "@/ipc";
import { resetApproval, useAsked } from "./approval-state";

const ApprovalDialog = lazy(async () => ({ default: (await import("./approval-dialog")).ApprovalDialog }));

/** Shows the command that somebody asked to approve, for as long as it needs that. */
export function ApprovalGate() {
  const asked = useAsked((state) => state.asked);
  const connection = useConnection(asked?.id);
  if (!asked || connection?.status.type !== "needs_approval") return null;
  const { approval } = connection.status;
  return (
    <Suspense>
      {/* Another command is another question. */}
      <ApprovalDialog
        key={`${connection.id} ${approval.digest}`}
        connection={connection}
        approval={approval}
        openAfter={asked.openAfter}
        onClose={resetApproval}
      />
    </Suspense>
  );
}
