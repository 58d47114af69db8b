import { shortcutText } from "@/lib/shortcut-text";

/** A keyboard shortcut, written the way this system writes it. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="rounded border border-line bg-s1 px-1 font-sans text-[0.6875rem]/4 text-fg2">
      {shortcutText(keys)}
    </kbd>
  );
}
