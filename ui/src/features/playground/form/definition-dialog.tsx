import { useState } from "react";

import { CodeView } from "@/components/code/code";
import { CopyButton } from "@/components/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Segmented } from "@/components/ui/segmented";
import type { ToolDetail } from "@/ipc";
import { formatJson } from "@/lib/json";

interface DefinitionDialogProps {
  detail: ToolDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

type Part = "definition" | "input" | "output";

/** A tool's definition and schemas, as the server sent them. */
export function DefinitionDialog({ detail, open, onOpenChange }: DefinitionDialogProps) {
  const [part, setPart] = useState<Part>("definition");
  const text = partText(detail, part);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={detail.name}
      description="As the server sent it, indented."
      className="h-160 w-200!"
      data-testid="definition-dialog"
      footer={<CopyButton label="Copy" text={text} />}
    >
      <div className="flex h-full flex-col gap-3">
        <Segmented<Part>
          size="sm"
          aria-label="What to show"
          value={part}
          onChange={setPart}
          segments={[
            { value: "definition", label: "Definition" },
            { value: "input", label: "Input schema" },
            { value: "output", label: "Output schema", disabled: detail.outputSchema === null },
          ]}
        />
        <CodeView className="h-108" language="json" label={`Definition of ${detail.name}`} chunks={[text]} />
      </div>
    </Dialog>
  );
}

function partText(detail: ToolDetail, part: Part): string {
  switch (part) {
    case "definition":
      return detail.definition;
    case "input":
      return indented(detail.inputSchema);
    case "output":
      return indented(detail.outputSchema ?? "");
  }
}

/** Indented when it is JSON; what the server sent otherwise. */
function indented(text: string): string {
  try {
    return formatJson(text);
  } catch {
    return text;
  }
}
