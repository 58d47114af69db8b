import { TriangleAlert } from "lucide-react";

import { CodeView } from "@/components/code/code";
import type { RejectedTool } from "@/ipc";
import { rejectedName } from "./list/rejected-name";
import type { Mode } from "./mode";
import { MODE_WORDS } from "./mode-words";

/** The middle pane while a definition is picked that could not be used. */
export function RejectedPanel({ rejected, mode }: { rejected: RejectedTool; mode: Mode }) {
  return (
    <section aria-label="Unusable definition" className="flex h-full min-h-0 flex-col gap-3 p-4">
      <h2 className="select-text break-words text-section">{rejectedName(rejected, mode)}</h2>
      <p className="flex items-start gap-2 text-auth">
        <TriangleAlert aria-hidden className="mt-0.5 text-auth-glyph" />
        <span className="select-text break-words">
          This definition can't be used: {rejected.reason}. The server's other {MODE_WORDS[mode].many} are not
          affected.
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
