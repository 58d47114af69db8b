/** The row that takes the focus when another goes: the next one, or the one before. Null when there is none. */
export function rowBeside(id: string): string | null {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].map(({ dataset }) => dataset.row);
  const place = rows.indexOf(id);
  return (place < 0 ? rows[0] : (rows[place + 1] ?? rows[place - 1])) ?? null;
}

/** What takes the focus after a removal: that row, else the search, else the way to a first connection. */
export function focusAfterRemoval(row: string | null): HTMLElement | null {
  return (
    (row === null ? null : document.querySelector<HTMLElement>(`[data-row="${row}"]`)) ??
    document.querySelector<HTMLElement>("main input")
  );
}
