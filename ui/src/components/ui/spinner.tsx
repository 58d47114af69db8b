import { LoaderCircle } from "lucide-react";
import { cn } from "@/lib/cn";

/** Something is under way. Decoration: say what in words beside it. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn("animate-turn", className)} />;
}
