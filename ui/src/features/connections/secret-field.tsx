import { Eye, EyeOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input, Textarea } from "@/components/ui/input";
import { cn } from "@/lib/cn";
import { formatDay } from "@/lib/format";
import type { SecretDraft } from "@/lib/secret-draft";
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
  /** Has line breaks, as keys do. */
  multiline?: boolean;
  /** Takes the focus when it appears. */
  focusOnMount?: boolean;
}

/** A secret: masked, shown while a button is held, and never read back once saved. Blank keeps what is saved. */
export function SecretField(props: SecretFieldProps) {
  const { secret, onChange, onSettled, what, placeholder, field, focusOnMount, multiline, ...rest } = props;
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [focusFirst] = useState(focusOnMount);
  useEffect(() => {
    if (focusFirst) input.current?.focus();
  }, [focusFirst]);
  const common = {
    ...rest,
    ref: input,
    value: secret.text,
    onBlur: onSettled,
    placeholder: secretPlaceholder(secret, placeholder),
    autoComplete: multiline ? "off" : "new-password",
    "data-field": field,
    "data-testid": `field-${field}`,
  };
  const change = (text: string) => onChange({ ...secret, text, forget: false });
  const look = "font-mono text-code placeholder:font-sans placeholder:text-body";
  const saved = secret.savedAt !== null && !secret.forget;
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      {multiline ? (
        <Textarea
          {...common}
          onChange={(event) => change(event.target.value)}
          className={cn(look, secret.text !== "" && !shown && "[-webkit-text-security:disc]")}
        />
      ) : (
        <Input
          {...common}
          type={shown ? "text" : "password"}
          onChange={(event) => change(event.target.value)}
          onPaste={(event) => {
            const text = pasteWhole(event);
            if (text === null) return;
            change(text);
            onSettled();
          }}
          className={look}
        />
      )}
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
