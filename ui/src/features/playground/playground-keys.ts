import { type RefObject, useEffect, useRef } from "react";
import { tinykeys } from "tinykeys";

interface PlaygroundKeys {
  run: () => void;
  runAnyway: () => void;
  /** Absent while nothing runs. */
  cancel: (() => void) | undefined;
  toggleJson: () => void;
}

/** A dialog in front keeps the keys to itself. Toasts are dialogs too, but not in front of anything. */
const MODAL = ':is([role="dialog"],[role="alertdialog"]):not([aria-modal="false"])';

const OPEN = `${MODAL},[role="listbox"],[role="menu"]`;

/** The shortcuts of a tool. Bare Enter is never one of them: it must not send anything. */
export function usePlaygroundKeys(keys: PlaygroundKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const bind = (action: (keys: PlaygroundKeys) => void) => (event: KeyboardEvent) => {
      if (document.querySelector(MODAL)) return;
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
          if (cancel && !isField(event.target) && !document.querySelector(OPEN)) cancel();
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
      if (document.querySelector(MODAL)) return;
      search.current?.focus();
      search.current?.select();
    };
    return tinykeys(window, { "$mod+KeyF": focus, "$mod+KeyP": focus });
  }, [search]);
}

/** Whether something is being typed there. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable=true]") !== null;
}
