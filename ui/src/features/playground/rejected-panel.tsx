import { TriangleAlert } from "lucide-react";

import { CodeView } from "@/components/code/code";
import type { RejectedTool } from "@/ipc";
import { rejectedName } from "./tools/tool-row-view";

/** The middle pane while a definition is picked that could not be used. */
export function RejectedPanel({ rejected }: { rejected: RejectedTool }) {
  return (
    <section aria-label="Unusable definition" className="flex h-full min-h-0 flex-col gap-3 p-4">
      <h2 className="select-text break-words text-section">{rejectedName(rejected)}</h2>
      <p className="flex items-start gap-2 text-auth">
        <TriangleAlert aria-hidden className="mt-0.5 text-auth-glyph" />
        <span className="select-text break-words">
          This definition can't be used: {rejected.reason}. The server's other tools are not affected.
        </span>
      </p>
      <CodeView
        className="flex-1"
        language="json"
        label="The definition as the server sent it"
        chunks={[rejected.raw]}
      />
    </section>
  );
}
