import { cn } from "@/lib/cn";

/** How much of the end always stays: the part of an address that tells endpoints of one host apart. */
const END = 10;

/** One line of text that loses its middle, not its end, where it does not fit. */
export function MiddleTruncated({ text, className }: { text: string; className?: string }) {
  const cut = text.length > 2 * END ? text.length - END : text.length;
  return (
    <span className={cn("flex min-w-0 whitespace-pre", className)} title={text}>
      <span className="truncate">{text.slice(0, cut)}</span>
      <span className="shrink-0">{text.slice(cut)}</span>
    </span>
  );
}
