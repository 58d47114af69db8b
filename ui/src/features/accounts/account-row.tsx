import { Check, Pencil } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import type { AccountView } from "@/ipc";
import { accountFacts } from "./account-facts";

interface AccountRowProps {
  account: AccountView;
  /** Gives it another name; without it, the name stays. */
  onRename?: (label: string) => Promise<void>;
  /** What can be done with it. */
  children: ReactNode;
}

/** One account: who, where, for how long, and what can be done with it. */
export function AccountRow({ account, onRename, children }: AccountRowProps) {
  const { id, label, inUse, sharedWith } = account;
  const [renaming, setRenaming] = useState(false);
  const shared = sharedWith.length > 0 ? `Also used by ${sharedWith.join(", ")}` : "";
  return (
    <li className="flex items-start gap-3 border-b py-3 last:border-0" data-testid={`account-${id}`}>
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        {renaming && onRename ? (
          <RenameForm label={label} onRename={onRename} onDone={() => setRenaming(false)} />
        ) : (
          <div className="flex min-w-0 items-center gap-2">
            <span dir="auto" className="min-w-0 select-text truncate font-medium" title={label}>
              {label}
            </span>
            {inUse ? (
              <Badge tone="ok">
                <Check aria-hidden className="size-3!" />
                In use
              </Badge>
            ) : null}
            {onRename ? (
              <IconButton
                label={`Rename ${label}`}
                className="size-6!"
                onClick={() => setRenaming(true)}
                data-testid={`rename-${id}`}
              >
                <Pencil aria-hidden className="size-3.5!" />
              </IconButton>
            ) : null}
          </div>
        )}
        <p className="break-words text-fg2 text-meta">{accountFacts(account).join(" · ")}</p>
        {shared === "" ? null : <p className="break-words text-fg3 text-meta">{shared}</p>}
      </div>
      <div className="flex shrink-0 gap-2">{children}</div>
    </li>
  );
}

interface RenameFormProps {
  label: string;
  onRename: (label: string) => Promise<void>;
  onDone: () => void;
}

function RenameForm({ label, onRename, onDone }: RenameFormProps) {
  const [text, setText] = useState(label);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await onRename(text.trim());
    onDone();
  };
  return (
    <form onSubmit={save} className="flex gap-2 pr-2">
      <Input
        ref={input}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // Leaves the name, not the dialog.
          event.stopPropagation();
          onDone();
        }}
        aria-label="Name of the account"
        data-testid="account-label"
      />
      <Button type="submit" size="sm" className="h-8!" busy={busy} disabled={text.trim() === ""}>
        Save
      </Button>
    </form>
  );
}
