import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    classGroups: { "font-size": [{ text: ["meta", "body", "dialog", "section", "page", "code"] }] },
  },
});

/** `cn`, which fails where two classes set the same property: which of them wins would be left to the stylesheet. */
export function cn(...classes: ClassValue[]): string {
  const joined = clsx(classes);
  const kept = new Set(merge(joined).split(" "));
  const lost = joined.split(" ").filter((name) => !kept.has(name));
  if (lost.length > 0) throw new Error(`“${lost.join(" ")}” loses in “${joined}”. Let the winner end in !.`);
  return joined;
}
