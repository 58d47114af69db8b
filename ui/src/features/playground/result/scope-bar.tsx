import { useState } from "react";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";

interface ScopeBarProps {
  tool: string;
  needed: readonly string[];
  granted: readonly string[];
  /** Signs in once more, for these scopes too. */
  onAuthorize: () => void;
  onRunAgain: () => void;
}

/** A call that the account may not make, with the way to be allowed. The arguments stay, nothing is run by itself. */
export function ScopeBar({ tool, needed, granted, onAuthorize, onRunAgain }: ScopeBarProps) {
  const [asking, setAsking] = useState(true);
  return (
    <section
      role="alert"
      className="flex flex-col gap-3 rounded-card border border-auth-glyph/50 p-4"
      data-testid="scope-bar"
    >
      <div className="flex gap-2.5">
        <StatusGlyph shape="sign_in" className="mt-0.5" />
        <div className="flex min-w-0 flex-col gap-1">
          <p className="break-words font-semibold text-dialog">
            <code>{tool}</code> also needs <em>{needed.join(", ") || "more than you granted"}</em>.
          </p>
          <p className="break-words text-fg2">Granted so far: {granted.join(", ") || "nothing named"}.</p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2 pl-6.5">
        {asking ? (
          <>
            <Button size="sm" variant="primary" onClick={onAuthorize} data-testid="error-action-authorize">
              Authorize
            </Button>
            <Button size="sm" onClick={() => setAsking(false)} data-testid="scope-not-now">
              Not now
            </Button>
          </>
        ) : null}
        <Button size="sm" onClick={onRunAgain} data-testid="run-again">
          Run again
        </Button>
      </div>
    </section>
  );
}
