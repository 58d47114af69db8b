import { type RefObject, useEffect } from "react";

const FOCUSABLE = "input, textarea, button[role=combobox], [role=radio][tabindex='0'], .cm-content";

/** Puts the focus where the arguments begin, whenever something else is picked; on Run where there are none. */
export function useFocusOnPick(body: RefObject<HTMLElement | null>, key: string): void {
  useEffect(() => {
    // Whoever moves along the modes stays among them, and what is being typed elsewhere is not interrupted.
    if (document.activeElement?.closest("[data-modes], [data-ask]")) return;
    const first = key && argumentControls(body.current)[0];
    const run = body.current?.parentElement?.querySelector<HTMLElement>("[data-testid=run]");
    const target = first || run;
    target?.focus({ preventScroll: true });
    // With its label, and no further than needed: the heading stays where there is room for both.
    (target?.closest("[data-argument]") ?? target)?.scrollIntoView({ block: "nearest" });
  }, [body, key]);
}

/** Puts the focus into the field of an argument, or where the arguments begin. */
export function focusArgument(body: HTMLElement | null, name: string | undefined): void {
  const row = [...(body?.querySelectorAll<HTMLElement>("[data-argument]") ?? [])].find(
    (one) => one.dataset.argument === name,
  );
  const target = row?.querySelector<HTMLElement>(FOCUSABLE) ?? argumentControls(body)[0];
  target?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function argumentControls(body: HTMLElement | null): HTMLElement[] {
  return [
    ...(body?.querySelectorAll<HTMLElement>(
      `[data-argument] :is(${FOCUSABLE}), [data-arguments] .cm-content`,
    ) ?? []),
  ];
}
