const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** Moves the focus to the next (1) or previous (-1) element marked `data-pane`, in document order. */
export function focusPane(direction: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter(
    (pane) => focusable(pane).length > 0,
  );
  const innermost = document.activeElement?.closest<HTMLElement>("[data-pane]");
  const current = innermost ? panes.indexOf(innermost) : -1;
  const next = panes[(current + direction + panes.length) % panes.length];
  if (next) focusable(next)[0]?.focus();
}

/** Focuses the first search field on the page. False when there is none. */
export function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>("input[type=search]:not([disabled])");
  search?.focus();
  search?.select();
  return search !== null;
}

/** What can take the focus in a pane, leaving out what belongs to a pane inside it. */
function focusable(pane: HTMLElement): HTMLElement[] {
  return [...pane.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.tabIndex >= 0 && element.closest("[data-pane]") === pane,
  );
}
