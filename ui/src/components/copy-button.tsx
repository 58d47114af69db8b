import { Check } from "lucide-react";
import { type ReactNode, useState } from "react";
import { failureOf, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { Button } from "./ui/button";
import { toast } from "./ui/toast";

interface CopyButtonProps {
  text: string;
  label: string;
  icon?: ReactNode;
  "data-testid"?: string;
}

/** Copies a text, and says “Copied” only once it is. */
export function CopyButton({ text, label, icon, ...rest }: CopyButtonProps) {
  const ipc = useIpc();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    ipc.copyText(text).then(
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
      {...rest}
    >
      {copied ? <Check aria-hidden className="size-3.5!" /> : icon}
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </Button>
  );
}
