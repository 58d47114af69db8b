import { Check } from "lucide-react";
import { type ReactNode, useState } from "react";
import { failureOf, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { Button } from "./ui/button";
import { toast } from "./ui/toast";

interface CopyButtonProps {
  /** What is copied; or how, where the window must not see it. */
  text: string | (() => Promise<void>);
  label: string;
  icon?: ReactNode;
  /** The button's name, where the label alone does not say what is copied. */
  "aria-label"?: string;
  "data-testid"?: string;
}

/** Copies a text, and says “Copied” only once it is. */
export function CopyButton({ text, label, icon, "aria-label": name, ...rest }: CopyButtonProps) {
  const ipc = useIpc();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    (typeof text === "string" ? ipc.copyText(text) : text()).then(
      () => setCopied(true),
      (error: unknown) =>
        toast({ title: "Nothing was copied", description: failureWords(failureOf(error)).why }),
    );
  return (
    <Button
      size="sm"
      onClick={copy}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
      aria-label={copied ? undefined : name}
      {...rest}
    >
      {copied ? <Check aria-hidden className="size-3.5!" /> : icon}
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </Button>
  );
}
