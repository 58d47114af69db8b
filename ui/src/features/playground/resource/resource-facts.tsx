import type { ReactNode } from "react";

import { CopyIcon } from "../result/part-actions";

/** What is known of something, as names and values. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1.5">{children}</dl>;
}

/** One of them. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-fg3 text-meta">{name}</dt>
      <dd className="min-w-0 select-text break-words">{children}</dd>
    </>
  );
}

/** An address, letter by letter, to be copied. */
export function AddressFact({ name, uri, ...rest }: { name: string; uri: string; "data-testid"?: string }) {
  return (
    <Fact name={name}>
      <span className="flex items-start gap-1">
        <code className="min-w-0 flex-1 break-all py-1" {...rest}>
          {uri}
        </code>
        <CopyIcon label="Copy the address" read={async () => uri} />
      </span>
    </Fact>
  );
}
