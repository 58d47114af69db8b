const MAC_SIGNS: Record<string, string> = { $mod: "⌘", Shift: "⇧", Alt: "⌥", Control: "⌃", Enter: "↵" };
const OTHER_WORDS: Record<string, string> = {
  $mod: "Ctrl",
  Control: "Ctrl",
  Escape: "Esc",
  Comma: ",",
  Slash: "/",
};

/** True where ⌘ is the main modifier. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** `$mod+Shift+K` as people of this system read it: `⌘⇧K` or `Ctrl+Shift+K`. */
export function shortcutText(keys: string, mac: boolean = isMac()): string {
  const parts = keys.split("+").map((part) => {
    if (mac && MAC_SIGNS[part]) return MAC_SIGNS[part];
    return OTHER_WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
  return parts.join(mac ? "" : "+");
}
