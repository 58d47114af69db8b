import { Eye, PencilLine, TriangleAlert } from "lucide-react";

import { Badge } from "@/components/ui/badge";
import { Tooltip } from "@/components/ui/tooltip";
import type { ToolHint } from "@/ipc";

const HINTS = {
  read_only: {
    word: "read-only",
    says: "The server says this tool is read-only.",
    tone: "neutral",
    Icon: Eye,
  },
  writes: {
    word: "writes",
    says: "The server says this tool makes changes.",
    tone: "neutral",
    Icon: PencilLine,
  },
  destructive: {
    word: "destructive",
    says: "The server says this tool may delete or overwrite things.",
    tone: "auth",
    Icon: TriangleAlert,
  },
} as const;

/** The server's claim as a small sign, explained on hover. */
export function HintGlyph({ hint }: { hint: ToolHint }) {
  if (hint === "unknown") return null;
  const { word, says, tone, Icon } = HINTS[hint];
  return (
    <Tooltip text={says} side="right">
      <span className={tone === "auth" ? "text-auth-glyph" : "text-fg3"}>
        <Icon aria-hidden className="size-3.5!" />
        <span className="sr-only">, {word}</span>
      </span>
    </Tooltip>
  );
}

/** The server's claim in words. It is a claim, hence the explanation. */
export function HintBadge({ hint }: { hint: ToolHint }) {
  if (hint === "unknown") return null;
  const { word, says, tone, Icon } = HINTS[hint];
  return (
    <Tooltip text={says}>
      <Badge tone={tone} className="mt-0.5">
        <Icon aria-hidden className="size-3!" />
        {word}
      </Badge>
    </Tooltip>
  );
}
