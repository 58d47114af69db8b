import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { Spinner } from "./spinner";

const button = cva(
  "relative inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-colors duration-120 disabled:cursor-not-allowed aria-disabled:cursor-not-allowed",
  {
    variants: {
      variant: {
        primary:
          "border-transparent bg-accent text-on-accent hover:bg-[color-mix(in_srgb,var(--accent)_88%,var(--text))] disabled:bg-s2 disabled:text-fg3",
        secondary:
          "border-line bg-bg text-fg hover:border-control hover:bg-s1 disabled:bg-s1 disabled:text-fg3",
        ghost:
          "border-transparent bg-transparent text-fg2 hover:bg-s2 hover:text-fg disabled:text-fg3 aria-pressed:bg-s2 aria-pressed:text-fg",
        danger:
          "border-transparent bg-err text-on-err hover:bg-[color-mix(in_srgb,var(--err)_88%,var(--text))] disabled:bg-s2 disabled:text-fg3",
        link: "h-auto! border-transparent px-0! text-accent underline-offset-2 hover:underline disabled:text-fg3",
      },
      size: {
        md: "h-8 px-3",
        sm: "h-7 px-2.5 text-meta",
        icon: "size-8",
        "icon-sm": "size-7",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof button> {
  /** Something is under way: a spinner over the label, the width kept, clicks ignored. */
  busy?: boolean;
}

/** A button. Its type is "button" unless said otherwise, so that it never submits a form by accident. */
export function Button({
  variant,
  size,
  busy,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={cn(button({ variant, size }), className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy ? (
        <>
          <span className="absolute inset-0 grid place-items-center">
            <Spinner />
          </span>
          <span className="inline-flex items-center gap-1.5 opacity-0">{children}</span>
        </>
      ) : (
        children
      )}
    </button>
  );
}
