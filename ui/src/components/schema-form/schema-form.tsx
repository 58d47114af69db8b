import { Info } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { type JsonObject, member } from "@/lib/json";
import { type FormPlan, type ObjectDraft, withArgument, withUnfinished } from "@/lib/schema";
import { FieldRow } from "./field-row";

interface SchemaFormProps<Draft extends ObjectDraft> {
  plan: Extract<FormPlan, { type: "form" }>;
  draft: Draft;
  /** The draft's object, parsed. */
  object: JsonObject;
  problems: ReadonlyMap<string, string>;
  /** Shows every problem, also of fields that are still empty. */
  insist: boolean;
  onDraft: (draft: Draft) => void;
  /** Instead of fields, where there are none. */
  empty: string;
  /** A remark about what is being asked for in a field. */
  warningOf?: (name: string) => string | undefined;
  /** Offers the JSON text, where fields can't show everything. */
  onEditJson?: () => void;
}

/** An object as fields. Edits the draft's JSON text member by member. */
export function SchemaForm<Draft extends ObjectDraft>({
  plan,
  draft,
  object,
  problems,
  insist,
  onDraft,
  empty,
  warningOf,
  onEditJson,
}: SchemaFormProps<Draft>) {
  const extra = object.members
    .map((m) => m.key)
    .filter((key) => !plan.fields.some((field) => field.name === key));
  return (
    <div className="flex flex-col gap-4">
      {plan.fields.length === 0 ? <p className="text-fg2">{empty}</p> : null}
      {plan.fields.map((field) => {
        const value = member(object, field.name);
        return (
          <FieldRow
            key={field.name}
            field={field}
            value={value}
            text={value && draft.arguments.slice(value.start, value.end)}
            problem={problems.get(field.name)}
            warning={warningOf?.(field.name)}
            insist={insist}
            unfinished={
              Object.hasOwn(draft.unfinished, field.name) ? draft.unfinished[field.name] : undefined
            }
            onChange={(text) => onDraft(withArgument(draft, field.name, text))}
            onUnfinished={(text) => onDraft(withUnfinished(draft, field.name, text))}
          />
        );
      })}
      {extra.length > 0 ? (
        <Note>
          Also sent: <code>{extra.join(", ")}</code>, which the schema doesn't list.{" "}
          {onEditJson ? (
            <Button variant="link" size="sm" onClick={onEditJson}>
              Edit as JSON
            </Button>
          ) : null}
        </Note>
      ) : null}
      {plan.unchecked.length > 0 ? (
        <Note>
          The schema has rules the form doesn't check: <code>{plan.unchecked.join(", ")}</code>.
        </Note>
      ) : null}
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <p className="flex items-start gap-1.5 text-fg2 text-meta">
      <Info aria-hidden className="mt-px size-3.5!" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}
