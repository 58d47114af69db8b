import { Eye, EyeOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { formatDay } from "@/lib/format";
import type { SecretDraft } from "./draft";
import { pasteWhole } from "./whole-paste";

interface SecretFieldProps {
  secret: SecretDraft;
  onChange: (secret: SecretDraft) => void;
  /** Its content is settled for now: it was left, or pasted whole. */
  onSettled: () => void;
  /** What it is, for the buttons' names: “the token”. */
  what: string;
  placeholder?: string;
  field: string;
  "aria-label"?: string;
  /** Takes the focus when it appears. */
  focusOnMount?: boolean;
}

/** A secret: masked, shown while a button is held, and never read back once saved. Blank keeps what is saved. */
export function SecretField(props: SecretFieldProps) {
  const { secret, onChange, onSettled, what, placeholder, field, focusOnMount, ...rest } = props;
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const [focusFirst] = useState(focusOnMount);
  useEffect(() => {
    if (focusFirst) input.current?.focus();
  }, [focusFirst]);
  const saved = secret.savedAt !== null && !secret.forget;
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      <Input
        {...rest}
        ref={input}
        type={shown ? "text" : "password"}
        value={secret.text}
        onChange={(event) => onChange({ ...secret, text: event.target.value, forget: false })}
        onPaste={(event) => {
          const text = pasteWhole(event);
          if (text === null) return;
          onChange({ ...secret, text, forget: false });
          onSettled();
        }}
        onBlur={onSettled}
        placeholder={secretPlaceholder(secret, placeholder)}
        autoComplete="new-password"
        className="font-mono text-code placeholder:font-sans placeholder:text-body"
        data-field={field}
        data-testid={`field-${field}`}
      />
      {secret.text !== "" ? (
        <IconButton
          label={`Show ${what} while held`}
          // Keeps the focus, and with it the cursor, in the field.
          onMouseDown={(event) => event.preventDefault()}
          onPointerDown={() => setShown(true)}
          onPointerUp={() => setShown(false)}
          onPointerLeave={() => setShown(false)}
          onKeyDown={(event) => (event.key === " " || event.key === "Enter") && setShown(true)}
          onKeyUp={() => setShown(false)}
          onBlur={() => setShown(false)}
        >
          {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
      ) : null}
      {saved && secret.text === "" ? (
        <>
          <Button
            size="sm"
            variant="ghost"
            onClick={() => input.current?.focus()}
            aria-label={`Replace ${what}`}
          >
            Replace
          </Button>
          <Button
            size="sm"
            variant="ghost"
            onClick={() => onChange({ ...secret, forget: true })}
            aria-label={`Forget ${what}`}
            data-testid={`forget-${field}`}
          >
            Forget
          </Button>
        </>
      ) : null}
      {secret.forget ? (
        <Button size="sm" variant="ghost" onClick={() => onChange({ ...secret, forget: false })}>
          Keep it
        </Button>
      ) : null}
    </div>
  );
}

function secretPlaceholder(secret: SecretDraft, placeholder = ""): string {
  if (secret.forget) return "Forgotten when you save";
  if (secret.savedAt === null) return placeholder;
  return `••••••••  Saved ${formatDay(secret.savedAt)} · leave blank to keep`;
}
