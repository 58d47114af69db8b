import { cn } from "@/lib/cn";

/** What stands for a connection where it has no picture: the beginnings of its name. */
export function Initials({ name, small, className }: { name: string; small?: boolean; className?: string }) {
  const words = name.split(/[\s\-_.]+/).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? "");
  return (
    <span
      aria-hidden="true"
      className={cn(
        "grid shrink-0 place-items-center rounded-control border bg-s2 font-semibold text-fg2 uppercase",
        small ? "size-6 text-[0.625rem]" : "size-8 text-meta",
        className,
      )}
    >
      {letters.join("")}
    </span>
  );
}
