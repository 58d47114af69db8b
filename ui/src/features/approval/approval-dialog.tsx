import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import {
  type ApprovalView,
  type ConnectionView,
  type Failure,
  failureOf,
  keys,
  putConnection,
  useIpc,
} from "@/ipc";
import { VisibleText, visibleText } from "./visible-text";

interface ApprovalDialogProps {
  connection: ConnectionView;
  approval: ApprovalView;
  openAfter: boolean;
  onClose: () => void;
}

/** Shows a command in full and asks whether it may run. */
export function ApprovalDialog({ connection, approval, openAfter, onClose }: ApprovalDialogProps) {
  const { id, name } = connection;
  const ipc = useIpc();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const approve = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const view = await ipc.approveCommand(id, approval.digest);
      putConnection(client, view);
      onClose();
      if (openAfter && view.status.type === "connected") {
        await navigate({ to: "/playground", search: { connection: id } });
      }
    } catch (error) {
      setFailure(failureOf(error));
      // What is shown may be old: then another question takes this one's place.
      void client.invalidateQueries({ queryKey: keys.connections });
    } finally {
      setBusy(false);
    }
  };
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={
        approval.resolved === null
          ? `Can't find ${visibleText(approval.program)}`
          : `Run this command for “${name}”?`
      }
      confirm="Approve and run"
      confirmDisabled={approval.resolved === null}
      tone="primary"
      busy={busy}
      onConfirm={() => void approve()}
      className="w-160!"
      data-testid="approval-dialog"
      details={
        <div className="mt-4 flex flex-col gap-4 pb-1">
          {approval.changed.length > 0 ? <Changed parts={approval.changed} /> : null}
          <Command approval={approval} />
          {failure ? <ErrorCard failure={failure} /> : null}
        </div>
      }
    >
      {approval.resolved === null
        ? "There is no such program on this computer. Install it, or change the command in the connection's settings."
        : "It runs with your rights: it can read and change your files and use your network. Approve it only if you trust where it came from."}
    </AlertDialog>
  );
}

/** What the core names among the differences, in words. */
const PARTS: Record<string, string> = {
  program: "the program that runs",
  args: "the arguments",
  env: "the names of its environment variables",
  directory: "the working directory",
};

function Changed({ parts }: { parts: readonly string[] }) {
  return (
    <p
      className="rounded-control border border-auth-glyph/50 px-3 py-2 text-auth"
      data-testid="approval-changed"
    >
      Changed since you approved it: {parts.map((part) => PARTS[part] ?? part).join(", ")}.
    </p>
  );
}

function Command({ approval }: { approval: ApprovalView }) {
  const { program, resolved, args, envNames, directory, changed } = approval;
  const fresh = (part: string) => changed.includes(part);
  return (
    <dl className="flex flex-col gap-3">
      <Part label="Program" fresh={fresh("program")}>
        <Code>{resolved ?? program}</Code>
        {resolved !== null && resolved !== program ? (
          <span className="text-fg3 text-meta">
            Found for “<VisibleText>{program}</VisibleText>”
          </span>
        ) : null}
      </Part>
      <Part label={args.length === 0 ? "Arguments" : `Arguments (${args.length})`} fresh={fresh("args")}>
        {args.length === 0 ? (
          <span className="text-fg3">None</span>
        ) : (
          <ol className="flex flex-col gap-1 rounded-control border p-1.5">
            {args.map((arg, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an argument is its place in the line
              <li key={index} className="flex gap-2">
                <span aria-hidden className="tabular w-6 shrink-0 text-right text-fg3 text-meta leading-5">
                  {index + 1}
                </span>
                <Code>{arg === "" ? "(empty)" : arg}</Code>
              </li>
            ))}
          </ol>
        )}
      </Part>
      <Part label="Working directory" fresh={fresh("directory")}>
        <Code>{directory}</Code>
      </Part>
      <Part label="Environment" fresh={fresh("env")}>
        {envNames.length === 0 ? (
          <span className="text-fg3">Only what every command gets, such as PATH and HOME</span>
        ) : (
          envNames.map((name) => <Code key={name}>{name}</Code>)
        )}
      </Part>
    </dl>
  );
}

interface PartProps {
  label: string;
  /** It is not what was approved before. */
  fresh: boolean;
  children: ReactNode;
}

function Part({ label, fresh, children }: PartProps) {
  return (
    <div className="flex flex-col gap-1">
      <dt className="flex items-center gap-2 text-fg3 text-meta">
        {label}
        {fresh ? <span className="font-medium text-auth">changed</span> : null}
      </dt>
      <dd className="flex min-w-0 flex-col gap-1">{children}</dd>
    </div>
  );
}

/** Text in full: nothing cut off, spaces kept, and what can't be seen written out, so that it can't feign a layout. */
function Code({ children }: { children: string }) {
  return (
    <code className="min-w-0 select-text whitespace-pre-wrap break-all rounded bg-s1 px-1.5 leading-5">
      <VisibleText>{children}</VisibleText>
    </code>
  );
}
