import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { wayInLabel } from "@/features/sign-in";
import type { ConnectionView } from "@/ipc";
import { cn } from "@/lib/cn";
import { failureWords } from "@/lib/failure-words";
import { count, formatMoment } from "@/lib/format";
import { statusWords } from "@/lib/status-words";
import type { Mode } from "../mode";
import { MODE_WORDS } from "../mode-words";
import type { GroupNote } from "./rows";

interface GroupNoteLineProps {
  note: GroupNote;
  connection: ConnectionView;
  mode: Mode;
  onAct: () => void;
}

/** What there is to say about what a connection lists, with the one thing to do about it. */
export function GroupNoteLine({ note, connection, mode, onAct }: GroupNoteLineProps) {
  const { title, many } = MODE_WORDS[mode];
  switch (note.type) {
    case "not_connected":
      return <WayBack text={statusWords(connection.status).word} connection={connection} onAct={onAct} />;
    case "listing":
      return <NoteLine text={`Listing ${many}…`} icon={<Spinner className="size-3.5! text-busy-glyph" />} />;
    case "failed":
      return (
        <NoteLine text={failureWords(note.failure).title} tone="text-err" action="Retry" onAct={onAct} />
      );
    case "empty":
      return <NoteLine text={`Lists no ${many}`} action="Refresh" onAct={onAct} />;
    case "cut":
      return <NoteLine text={cutWords(note, mode)} tone="text-auth" action="Refresh" onAct={onAct} />;
    case "stale":
      return (
        <WayBack
          text={`${title} from ${formatMoment(note.listedAt)}`}
          connection={connection}
          onAct={onAct}
        />
      );
  }
}

/** A line that leads back to a connected server. */
function WayBack({ text, connection, onAct }: { text: string } & Omit<GroupNoteLineProps, "note" | "mode">) {
  return (
    <NoteLine
      text={text}
      action={connectLabel(connection)}
      onAct={onAct}
      testId={`connect-${connection.slug}`}
    />
  );
}

interface NoteLineProps {
  text: string;
  tone?: string;
  icon?: ReactNode;
  action?: string | undefined;
  onAct?: () => void;
  testId?: string;
}

function NoteLine({ text, tone = "text-fg3", icon, action, onAct, testId }: NoteLineProps) {
  return (
    <>
      <span className={cn("flex min-w-0 flex-1 items-center gap-2 pl-5 text-meta", tone)} title={text}>
        {icon}
        <span className="truncate">{text}</span>
      </span>
      {action ? (
        <Button
          size="sm"
          className="h-6!"
          tabIndex={-1}
          data-testid={testId}
          onClick={(event) => {
            event.stopPropagation();
            onAct?.();
          }}
        >
          {action}
        </Button>
      ) : null}
    </>
  );
}

/** What can be done about a connection that is not connected, in one or two words. */
function connectLabel(connection: ConnectionView): string | undefined {
  const { status } = connection;
  switch (status.type) {
    case "not_connected":
      return "Connect";
    case "disabled":
      return "Enable";
    case "error":
      return "Retry";
    case "needs_sign_in":
    case "expired":
      return wayInLabel(connection);
    case "signing_in":
      return "Show";
    case "needs_approval":
      return "Review";
    case "connecting":
    case "connected":
      return undefined;
  }
}

function cutWords({ list }: Extract<GroupNote, { type: "cut" }>, mode: Mode): string {
  const shown = `Only the first ${count(list.items.length, MODE_WORDS[mode].one)}`;
  switch (list.cut) {
    case "repeated_cursor":
      return `${shown}: the server's list goes in circles`;
    case "page_failed":
      return `${shown}: a later page failed`;
    case "limit":
    case null:
      return `${shown}: the list is too long`;
  }
}
