import type { Field } from "@/ipc";
import { fieldKey } from "./issue-words";

/** A field's identity as text, such as `url` or `header_name_0`. */
export type FieldName =
  | Exclude<Field["type"], "header_name" | "header_value">
  | `header_${"name" | "value"}_${number}`;

/** Focuses a field of the form in front. The next frame, because the field may only just be appearing. */
export function focusField(field: Field | FieldName): void {
  const key = typeof field === "string" ? field : fieldKey(field);
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-field="${key}"]`)?.focus());
}
