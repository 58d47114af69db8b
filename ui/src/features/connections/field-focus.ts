import type { Field } from "@/ipc";
import { fieldKey } from "@/lib/issue-words";
import type { SheetFocus } from "@/lib/sheet-focus";

/** A field's identity as text, such as `url` or `header_name_0`. */
export type FieldName = Exclude<Field["type"], RowField> | `${RowField}_${number}`;

type RowField = Extract<Field, { row: number }>["type"];

/** How many frames a field may take to appear, as when its section unfolds, or to be usable again after saving. */
const PATIENCE = 30;

/** Focuses a field of the form in front, as soon as it is there and usable. */
export function focusField(field: Field | FieldName | SheetFocus, frames: number = PATIENCE): void {
  const key = typeof field === "string" ? field : fieldKey(field);
  requestAnimationFrame(() => {
    const element = document.querySelector<HTMLElement>(`[data-field="${key}"]`);
    if (element && !element.closest("[inert]")) element.focus();
    else if (frames > 0) focusField(field, frames - 1);
  });
}
