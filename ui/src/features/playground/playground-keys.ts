import { type RefObject, useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";

import { dialogInFront, isTyping, somethingOpen } from "@/lib/keyboard";

interface PlaygroundKeys {
  run: () => void;
  runAnyway?: () => void;
  /** Absent while nothing runs. */
  cancel: (() => void) | undefined;
  toggleJson?: () => void;
}

/** The shortcuts of whatever is picked. Bare Enter is never one of them: it must not send anything. */
export function usePlaygroundKeys(keys: PlaygroundKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const bind = (action: (keys: PlaygroundKeys) => void) => (event: KeyboardEvent) => {
      // A question has keys of its own.
      if (dialogInFront() || inQuestion(event.target)) return;
      event.preventDefault();
      // Before the editor, which inserts a line at Ctrl+Enter.
      event.stopPropagation();
      action(latest.current);
    };
    return tinykeys(
      window,
      {
        "$mod+Enter": bind(({ run }) => run()),
        "$mod+Shift+Enter": bind(({ run, runAnyway = run }) => runAnyway()),
        "$mod+KeyE": bind(({ toggleJson }) => toggleJson?.()),
        escape: (event) => {
          const { cancel } = latest.current;
          // Escape closes what is open before it cancels anything.
          if (cancel && !isTyping(event.target) && !inQuestion(event.target) && !somethingOpen()) cancel();
        },
      },
      { capture: true },
    );
  }, []);
}

/** Whether something happens in a question that a server asks. */
function inQuestion(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("[data-ask]") !== null;
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

/** The key that goes on to the next mode. */
export function useModeKey(next: () => void): void {
  const latest = useRef(next);
  useEffect(() => {
    latest.current = next;
  });
  useEffect(
    () =>
      tinykeys(window, {
        "$mod+Shift+KeyM": (event) => {
          if (dialogInFront()) return;
          event.preventDefault();
          latest.current();
        },
      }),
    [],
  );
}
