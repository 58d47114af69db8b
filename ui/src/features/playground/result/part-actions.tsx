import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast";
import { failureOf, type TextPart, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { formatBytes } from "@/lib/format";
import { wholeText } from "./use-paged-text";

/** Copies a whole text part, also what has not been shown yet. */
export function CopyTextPart({ callId, part }: { callId: string; part: TextPart }) {
  const ipc = useIpc();
  return <CopyIcon label="Copy this text" read={() => wholeText(ipc, callId, part)} />;
}

interface CopyIconProps {
  label: string;
  shortcut?: string;
  /** Gets the text to copy. */
  read: () => Promise<string>;
  "data-testid"?: string;
}

/** Copies what `read` gives, and shows that only once it is in the clipboard. */
export function CopyIcon({ label, read, ...rest }: CopyIconProps) {
  const ipc = useIpc();
  const [state, setState] = useState<"idle" | "busy" | "copied">("idle");
  const copy = async () => {
    setState("busy");
    try {
      await ipc.copyText(await read());
      setState("copied");
    } catch (error) {
      setState("idle");
      toast({ title: "Nothing was copied", description: failureWords(failureOf(error)).why });
    }
  };
  return (
    <>
      <IconButton
        {...rest}
        label={label}
        busy={state === "busy"}
        onClick={copy}
        onBlur={() => setState("idle")}
      >
        {state === "copied" ? <Check aria-hidden className="text-ok-glyph" /> : <Copy aria-hidden />}
      </IconButton>
      <span aria-live="polite" className="sr-only">
        {state === "copied" ? "Copied" : ""}
      </span>
    </>
  );
}

/** Saves a part of a result to a file and says where it went. */
export function useSavePart(callId: string): { saving: boolean; save: (part: number) => void } {
  const ipc = useIpc();
  const [saving, setSaving] = useState(false);
  const save = (part: number) => {
    setSaving(true);
    ipc
      .saveResult(callId, part)
      .then(
        ({ path, bytes }) =>
          toast({ title: `Saved ${formatBytes(bytes)}`, description: path, timeout: 8000 }),
        (error: unknown) => {
          const { title, why } = failureWords(failureOf(error));
          toast({ title, description: why });
        },
      )
      .finally(() => setSaving(false));
  };
  return { saving, save };
}

/** Saves one part of a result. */
export function SavePart({ callId, part }: { callId: string; part: number }) {
  const { saving, save } = useSavePart(callId);
  return (
    <Button size="sm" busy={saving} data-testid={`save-part-${part}`} onClick={() => save(part)}>
      <Download aria-hidden className="size-3.5!" />
      Save
    </Button>
  );
}

/** What can be done with a text: copy it, and save it when it is long. */
export function TextActions({ callId, part }: { callId: string; part: TextPart }) {
  return (
    <>
      <CopyTextPart callId={callId} part={part} />
      {part.shownBytes < part.totalBytes ? <SavePart callId={callId} part={part.part} /> : null}
    </>
  );
}
