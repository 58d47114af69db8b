import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const TONES = {
  neutral: "border-line text-fg2",
  accent: "border-accent/40 text-accent",
  ok: "border-ok-glyph/40 text-ok",
  auth: "border-auth-glyph/40 text-auth",
  err: "border-err-glyph/40 text-err",
} as const;

interface BadgeProps extends ComponentProps<"span"> {
  tone?: keyof typeof TONES;
}

/** A short fact in a pill. */
export function Badge({ tone = "neutral", className, ...rest }: BadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-full border bg-s1 px-2 text-meta tabular",
        TONES[tone],
        className,
      )}
      {...rest}
    />
  );
}
