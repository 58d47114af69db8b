import { Copy } from "lucide-react";
import { CopyButton } from "@/components/copy-button";

/** The address that the person's own app has to be registered with. */
export function RedirectUri({ uri }: { uri: string }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="font-medium">Redirect URI to register</span>
      <code className="min-w-0 select-text break-all text-fg2" data-testid="redirect-uri">
        {uri}
      </code>
      <CopyButton
        text={uri}
        label="Copy"
        aria-label="Copy the redirect URI"
        icon={<Copy aria-hidden className="size-3.5!" />}
        data-testid="copy-redirect-uri"
      />
    </div>
  );
}
