/** A dialog in front of the page. Toasts are dialogs too, but not in front of anything. */
const MODAL = ':is([role="dialog"],[role="alertdialog"]):not([aria-modal="false"])';

/** Whether a dialog is in front, which keeps the keys to itself. */
export function dialogInFront(): boolean {
  return document.querySelector(MODAL) !== null;
}

/** Whether anything is open that Escape closes first: a dialog, a menu or a list. */
export function somethingOpen(): boolean {
  return document.querySelector(`${MODAL},[role="listbox"],[role="menu"]`) !== null;
}

/** Whether something is being typed there. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable=true]") !== null;
}
