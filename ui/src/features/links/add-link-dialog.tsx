import { TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { ConnectionView, Failure, LinkView } from "@/ipc";
import { hostFacts } from "./host-words";
import { useAddLinked } from "./use-add-linked";

type AddLink = Extract<LinkView, { type: "add" }>;

interface AddLinkDialogProps {
  link: AddLink;
  connections: readonly ConnectionView[];
  /** It is answered, one way or the other. */
  onDone: () => void;
}

/** A link proposes a server. Nothing is saved or sent before a click, and the focus starts on Cancel. */
export function AddLinkDialog({ link, connections, onDone }: AddLinkDialogProps) {
  const { url, name, refusedSecret } = link;
  const { host, secure, readable } = hostFacts(url);
  const known = connections.some(
    ({ target }) => target.type === "url" && hostFacts(target.url).host === host,
  );
  const add = useAddLinked(link);
  const [busy, setBusy] = useState<"add" | "connect" | null>(null);
  const [failure, setFailure] = useState<Failure>();
  const run = async (kind: "add" | "connect") => {
    if (busy) return;
    setBusy(kind);
    const refused = await add(kind === "connect");
    setBusy(null);
    if (refused) setFailure(refused);
    else onDone();
  };
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Add “${name ?? host}”?`}
      className="w-140!"
      tone="primary"
      confirm="Add"
      busy={busy === "connect"}
      onConfirm={() => void run("connect")}
      alternative={
        <Button busy={busy === "add"} onClick={() => void run("add")} data-testid="add-without-connecting">
          Add without connecting
        </Button>
      }
      details={
        <>
          <dl className="mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 rounded-control bg-s1 px-3 py-2.5">
            <Fact name="Host">
              <span className="break-all font-medium">{host}</span>
              <span className="text-fg3">
                {known ? " (you have another connection to it)" : " (new to you)"}
              </span>
            </Fact>
            <Fact name="URL">
              <code className="select-text break-all">{url}</code>
            </Fact>
            <Fact name="Type">{secure ? "Remote, HTTPS" : "HTTP, not encrypted"}</Fact>
          </dl>
          <Warning>Its tools can read and change data you give it. Add only if you trust {host}.</Warning>
          {readable ? (
            <Warning>
              It reads “{readable}”, written with letters of another alphabet. It can look like a name it
              isn't.
            </Warning>
          ) : null}
          {refusedSecret ? (
            <Warning>
              The link contained a token. We left it out; paste it yourself if you trust the source.
            </Warning>
          ) : null}
          {failure ? <ErrorCard failure={failure} className="mt-3" /> : null}
        </>
      }
      data-testid="add-link-dialog"
    >
      A link asked to add this server. It was opened from another app.
    </AlertDialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-fg3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <p className="mt-3 flex items-start gap-2 text-auth">
      <TriangleAlert aria-hidden className="mt-0.5" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}
