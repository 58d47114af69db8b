import { ExternalLink, TriangleAlert } from "lucide-react";

import { CopyButton } from "@/components/copy-button";
import { Button } from "@/components/ui/button";
import type { AskKind } from "@/ipc";
import { AskBody, Refusals, Said } from "./ask-body";
import type { Answering } from "./use-answer";

interface UrlAskProps {
  kind: Extract<AskKind, { type: "url" }>;
  answering: Answering;
}

/** A page that a server wants opened. Nothing is opened before somebody has seen where it leads. */
export function UrlAsk({ kind, answering }: UrlAskProps) {
  const { message, url, host, unicodeHost, opened } = kind;
  const open = (
    <Button
      variant={opened ? "secondary" : "primary"}
      busy={answering.doing === "open"}
      onClick={answering.open}
      data-testid="ask-open"
    >
      <ExternalLink aria-hidden className="size-3.5!" />
      {opened ? "Open again" : "Open in browser"}
    </Button>
  );
  return (
    <AskBody
      buttons={
        opened ? (
          <>
            {open}
            <span role="status" className="text-fg2" data-testid="ask-opened">
              Opened. Finish there.
            </span>
          </>
        ) : (
          <>
            {open}
            <Refusals answering={answering} />
          </>
        )
      }
    >
      <Said text={message} />
      <div className="flex flex-col gap-2 rounded-control border border-line bg-s1 p-3">
        <Address url={url} host={host} />
        {unicodeHost === null ? null : (
          <p className="flex items-start gap-1.5 text-auth text-meta" data-testid="ask-punycode">
            <TriangleAlert aria-hidden className="mt-px size-3.5!" />
            <span className="min-w-0 break-words">
              The host is written with letters of other alphabets: <code>{unicodeHost}</code>. They can look
              like another name.
            </span>
          </p>
        )}
        {url.startsWith("https:") ? null : (
          <p className="flex items-start gap-1.5 text-auth text-meta">
            <TriangleAlert aria-hidden className="mt-px size-3.5!" />
            This address isn't encrypted.
          </p>
        )}
        <div>
          <CopyButton text={url} label="Copy the address" />
        </div>
      </div>
      <p className="text-fg3 text-meta">
        What you enter there goes to {host}, not through this window. Open it only if you know that host.
      </p>
    </AskBody>
  );
}

/** The whole address with its host standing out: the rest of it can say anything. */
function Address({ url, host }: { url: string; host: string }) {
  // After the user information, which could otherwise pass for the host.
  const authority = /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?/i.exec(url)?.[0].length ?? 0;
  const at = url.toLowerCase().indexOf(host.toLowerCase(), authority);
  if (at < 0) return <code className="select-text break-all">{url}</code>;
  return (
    <code className="select-text break-all text-fg2" data-testid="ask-address">
      {url.slice(0, at)}
      <strong className="font-semibold text-fg">{url.slice(at, at + host.length)}</strong>
      {url.slice(at + host.length)}
    </code>
  );
}
