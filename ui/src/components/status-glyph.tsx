import { cn } from "@/lib/cn";
import type { StatusShape } from "@/lib/status-words";

const TONES: Record<StatusShape, string> = {
  connected: "text-ok-glyph",
  warning: "text-auth-glyph",
  connecting: "text-busy-glyph",
  waiting: "text-busy-glyph",
  sign_in: "text-auth-glyph",
  expired: "text-auth-glyph",
  approval: "text-auth-glyph",
  error: "text-err-glyph",
  disabled: "text-idle-glyph",
  not_connected: "text-idle-glyph",
};

/** A status by its shape first and its colour last. Always beside the word, hence hidden from assistive technology. */
export function StatusGlyph({ shape, className }: { shape: StatusShape; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className={cn("size-4 shrink-0", TONES[shape], shape === "connecting" && "animate-turn", className)}
    >
      <Shape shape={shape} />
    </svg>
  );
}

const LINE = { fill: "none", strokeWidth: 1.75, strokeLinecap: "round", strokeLinejoin: "round" } as const;

function Shape({ shape }: { shape: StatusShape }) {
  switch (shape) {
    case "connected":
      return (
        <>
          <circle cx="8" cy="8" r="6.5" fill="currentColor" />
          <path d="m5.2 8.2 1.9 1.9 3.7-4" {...LINE} stroke="var(--bg)" />
        </>
      );
    case "warning":
      return (
        <>
          <path d="M8 1.8 15 14H1Z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />
          <path d="M8 6.2v3.4M8 11.8v.1" {...LINE} stroke="var(--bg)" />
        </>
      );
    case "connecting":
      return (
        <>
          <circle cx="8" cy="8" r="6" {...LINE} stroke="currentColor" opacity="0.3" />
          <path d="M8 2a6 6 0 0 1 6 6" {...LINE} stroke="currentColor" />
        </>
      );
    case "waiting":
      return (
        <>
          <path d="M3.5 1.5h9M3.5 14.5h9" {...LINE} stroke="currentColor" />
          <path
            d="M4.5 1.5v2.2L8 8l3.5-4.3V1.5M4.5 14.5v-2.2L8 8l3.5 4.3v2.2"
            {...LINE}
            stroke="currentColor"
          />
          <path d="M6.4 13.6 8 11.8l1.6 1.8Z" fill="currentColor" />
        </>
      );
    case "expired":
      return (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="M8 4v4.2l2.6 1.8" {...LINE} stroke="var(--bg)" />
        </>
      );
    case "sign_in":
      return (
        <>
          <path
            d="M8 .8 15.2 8 8 15.2.8 8Z"
            fill="currentColor"
            stroke="currentColor"
            strokeLinejoin="round"
          />
          <circle cx="8" cy="6.6" r="1.5" fill="var(--bg)" />
          <path d="M8 7v3.8" {...LINE} stroke="var(--bg)" />
        </>
      );
    case "approval":
      return (
        <>
          <rect x="1" y="2" width="14" height="12" rx="2.5" fill="currentColor" />
          <path d="m4.4 5.8 2.4 2.2-2.4 2.2M8.6 10.6h3" {...LINE} stroke="var(--bg)" />
        </>
      );
    case "error":
      return (
        <>
          <path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2Z" fill="currentColor" />
          <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" {...LINE} stroke="var(--bg)" />
        </>
      );
    case "disabled":
      return (
        <>
          <circle cx="8" cy="8" r="6" {...LINE} stroke="currentColor" />
          <path d="m3.8 12.2 8.4-8.4" {...LINE} stroke="currentColor" />
        </>
      );
    case "not_connected":
      return <circle cx="8" cy="8" r="6" {...LINE} stroke="currentColor" />;
  }
}
