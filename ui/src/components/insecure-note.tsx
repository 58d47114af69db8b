import { ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";

interface InsecureNoteProps {
  /** The host whose certificates go unchecked. */
  host: string;
  /** What can be done about it. */
  children?: ReactNode;
}

/** The warning that stays for as long as a server's certificate is not checked. */
export function InsecureNote({ host, children }: InsecureNoteProps) {
  return (
    <div
      role="note"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control border border-err-glyph bg-bg px-3 py-2 text-err"
      data-testid="insecure-note"
    >
      <ShieldAlert aria-hidden />
      <span className="min-w-0 flex-1 break-words">
        The certificate of {host} isn't checked. Whoever is on the network between can read and change
        everything, secrets included.
      </span>
      {children}
    </div>
  );
}
