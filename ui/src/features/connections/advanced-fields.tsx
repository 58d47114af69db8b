import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, type FieldRemark } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { EraChoice } from "@/ipc";
import { AsksFields } from "./asks-fields";
import type { FieldName } from "./field-focus";
import { NetworkFields } from "./network-fields";
import { OAuthAdvanced } from "./oauth/oauth-advanced";
import type { ConnectionForm } from "./use-connection-form";

interface AdvancedFieldsProps {
  form: ConnectionForm;
  remarks: (field: FieldName) => FieldRemark[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const ERAS: { value: EraChoice; label: string; description: string }[] = [
  { value: "auto", label: "Automatic", description: "Asks the server" },
  { value: "modern", label: "2026-07-28 and later", description: "Every request stands alone" },
  { value: "legacy", label: "2025-era", description: "Initialises a session first" },
];

/** The rarely needed fields, folded away. */
export function AdvancedFields({ form, remarks, open, onOpenChange }: AdvancedFieldsProps) {
  const { draft, edit, leave } = form;
  const [wasPlain] = useState(draft.allowPlainHttp);
  const remote = draft.kind === "url";
  const plain = remote && (/^\s*http:/i.test(draft.url) || wasPlain || draft.allowPlainHttp);
  return (
    <Collapsible.Root open={open} onOpenChange={onOpenChange}>
      <Collapsible.Trigger
        className="group -ml-1 inline-flex h-7 items-center gap-1 rounded-control px-1 font-medium text-fg2 hover:text-fg"
        data-testid="advanced"
      >
        <ChevronRight
          aria-hidden
          className="transition-transform duration-120 group-data-panel-open:rotate-90"
        />
        Advanced
      </Collapsible.Trigger>
      <Collapsible.Panel className="grid grid-cols-2 items-start gap-4 px-1 pt-3 pb-1">
        <Field label="Protocol" className="col-span-2">
          <Select
            value={draft.era}
            options={ERAS}
            onChange={(era) => edit({ era })}
            data-field="era"
            data-testid="field-era"
          />
        </Field>
        <Field label="Connect timeout" description="Seconds" remarks={remarks("connect_timeout")}>
          <Input
            value={draft.connectTimeout}
            onChange={(event) => edit({ connectTimeout: event.target.value }, "connect_timeout")}
            onBlur={() => leave("connect_timeout")}
            inputMode="numeric"
            className="tabular"
            data-field="connect_timeout"
            data-testid="field-connect_timeout"
          />
        </Field>
        <Field
          label="Request timeout"
          description="Seconds; progress starts it anew"
          remarks={remarks("request_timeout")}
        >
          <Input
            value={draft.requestTimeout}
            onChange={(event) => edit({ requestTimeout: event.target.value }, "request_timeout")}
            onBlur={() => leave("request_timeout")}
            inputMode="numeric"
            className="tabular"
            data-field="request_timeout"
            data-testid="field-request_timeout"
          />
        </Field>
        {plain ? (
          <div className="col-span-2">
            <Checkbox
              checked={draft.allowPlainHttp}
              onChange={(allowPlainHttp) => {
                edit({ allowPlainHttp }, "url");
                leave("url");
              }}
              label="Send secrets to this server unencrypted"
              description="Anyone on the network between could read them."
              data-testid="field-allow-plain-http"
            />
          </div>
        ) : null}
        {remote && draft.auth === "oauth" ? <OAuthAdvanced form={form} remarks={remarks} /> : null}
        {remote ? <NetworkFields form={form} remarks={remarks} /> : null}
        <AsksFields form={form} remarks={remarks} />
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
