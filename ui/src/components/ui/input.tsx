import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { useFieldControl } from "./field";

const look =
  "w-full min-w-0 rounded-control border border-control bg-bg text-fg transition-colors duration-120 read-only:bg-s1 disabled:cursor-not-allowed disabled:border-line disabled:bg-s1 disabled:text-fg3 aria-invalid:border-err focus-visible:outline-offset-0";

/** One line of text. Inside a Field it is labelled and described by it. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      {...useFieldControl()}
      className={cn(look, "h-8 px-2.5", className)}
      {...rest}
    />
  );
}

/** Several lines of text. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      spellCheck={false}
      rows={rows}
      {...useFieldControl()}
      className={cn(look, "thin-scroll resize-y px-2.5 py-1.5", className)}
      {...rest}
    />
  );
}
