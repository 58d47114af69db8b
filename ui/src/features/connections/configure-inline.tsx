import { useEffect, useState } from "react";
import { toast } from "@/components/ui/toast";
import type { ConnectionView } from "@/ipc";
import type { SheetFocus } from "@/lib/sheet-focus";
import { focusField } from "./field-focus";
import { useConfigureForm } from "./use-configure-form";
import { useFormParts } from "./use-form-parts";

interface ConfigureInlineProps {
  connection: ConnectionView;
  /** What someone came here to change. */
  focus?: SheetFocus | undefined;
  /** Another address for it; it is tried at once. */
  url?: string | undefined;
}

/** Changes a saved connection as part of a page. */
export function ConfigureInline(props: ConfigureInlineProps) {
  // What was saved is what the next change begins with.
  const [turn, setTurn] = useState(0);
  return (
    <InlineForm
      key={`${turn} ${props.focus} ${props.url}`}
      {...props}
      onSaved={() => {
        setTurn((was) => was + 1);
        toast({ title: `Saved “${props.connection.name}”.` });
      }}
    />
  );
}

function InlineForm({ connection, focus, url, onSaved }: ConfigureInlineProps & { onSaved: () => void }) {
  const { body, footer } = useFormParts(useConfigureForm({ connection, focus, url, onSaved }));
  useEffect(() => {
    if (focus) focusField(focus);
  }, [focus]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="thin-scroll min-h-0 flex-1">
        <div className="mx-auto max-w-160 px-6 py-5">{body}</div>
      </div>
      <div className="shrink-0 border-t bg-s1">
        <div className="mx-auto max-w-160 px-6 py-3">{footer}</div>
      </div>
    </div>
  );
}
