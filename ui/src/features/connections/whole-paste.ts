import type { ClipboardEvent } from "react";

/**
 * What a one-line field holds after a paste with line breaks in it. The field itself would drop them, and the
 * core could not tell the person. Null for any other paste, which the field handles.
 */
export function pasteWhole(event: ClipboardEvent<HTMLInputElement>): string | null {
  // The break after the last line comes with copying the line, and is nobody's concern.
  const text = event.clipboardData.getData("text").replace(/^[\r\n]+|[\r\n]+$/g, "");
  if (!/[\r\n]/.test(text)) return null;
  event.preventDefault();
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  const start = selectionStart ?? value.length;
  return value.slice(0, start) + text + value.slice(selectionEnd ?? start);
}
