import { Diff, Sparkle } from "lucide-react";

import { Tooltip } from "@/components/ui/tooltip";
import type { ToolStanding } from "@/ipc";

const STANDINGS = {
  new: { word: "new", says: "New since you accepted this server's tools.", Icon: Sparkle },
  changed: { word: "changed", says: "Changed since you accepted it.", Icon: Diff },
} as const;

/** A sign at a tool that nobody has accepted as it is. */
export function StandingGlyph({ standing }: { standing: ToolStanding }) {
  if (standing === "accepted") return null;
  const { word, says, Icon } = STANDINGS[standing];
  return (
    <Tooltip text={says} side="right">
      <span className="text-auth-glyph" data-testid={`standing-${standing}`}>
        <Icon aria-hidden className="size-3.5!" />
        <span className="sr-only">, {word}</span>
      </span>
    </Tooltip>
  );
}
