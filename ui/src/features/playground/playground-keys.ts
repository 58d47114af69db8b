import { type RefObject, useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";

import { dialogInFront, isTyping, somethingOpen } from "@/lib/keyboard";

interface PlaygroundKeys {
  run: () => void;
  runAnyway: () => void;
  /** Absent while nothing runs. */
  cancel: (() => void) | undefined;
  toggleJson: () => void;
}

/** The shortcuts of a tool. Bare Enter is never one of them: it must not send anything. */
export function usePlaygroundKeys(keys: PlaygroundKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const bind = (action: (keys: PlaygroundKeys) => void) => (event: KeyboardEvent) => {
      if (dialogInFront()) return;
      event.preventDefault();
      // Before the editor, which inserts a line at Ctrl+Enter.
      event.stopPropagation();
      action(latest.current);
    };
    return tinykeys(
      window,
      {
        "$mod+Enter": bind(({ run }) => run()),
        "$mod+Shift+Enter": bind(({ runAnyway }) => runAnyway()),
        "$mod+KeyE": bind(({ toggleJson }) => toggleJson()),
        escape: (event) => {
          const { cancel } = latest.current;
          // Escape closes what is open before it cancels anything.
          if (cancel && !isTyping(event.target) && !somethingOpen()) cancel();
        },
      },
      { capture: true },
    );
  }, []);
}

/** `/` is the window's; these two go to the search wherever the focus is, but leave a code view its own search. */
export function useSearchKeys(search: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (dialogInFront()) return;
      search.current?.focus();
      search.current?.select();
    };
    return tinykeys(window, { "$mod+KeyF": focus, "$mod+KeyP": focus });
  }, [search]);
}
