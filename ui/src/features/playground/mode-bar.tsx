import { useNavigate } from "@tanstack/react-router";

import { Segmented } from "@/components/ui/segmented";
import { MODES, type Mode } from "./mode";
import { MODE_WORDS } from "./mode-words";
import { placeIn } from "./view";

/** Tools, resources or prompts. Each is left as it was when one comes back to it. */
export function ModeBar({ mode }: { mode: Mode }) {
  const navigate = useNavigate();
  return (
    <div data-modes className="shrink-0 px-2 pt-2">
      <Segmented<Mode>
        size="sm"
        aria-label="What to look at"
        value={mode}
        onChange={(next) => void navigate({ to: "/playground", search: placeIn(next) })}
        segments={MODES.map((one) => ({
          value: one,
          label: MODE_WORDS[one].title,
          "data-testid": `mode-${one}`,
        }))}
      />
    </div>
  );
}
