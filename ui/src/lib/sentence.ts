/** Starts with a capital and ends with a full stop, whatever the system's words looked like. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (!trimmed) return "No reason was given.";
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…”]$/.test(capital) ? capital : `${capital}.`;
}
