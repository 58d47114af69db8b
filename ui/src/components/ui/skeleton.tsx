import { cn } from "@/lib/cn";

/** Stands where content will be, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-breathe rounded-control bg-s2", className)} />;
}
