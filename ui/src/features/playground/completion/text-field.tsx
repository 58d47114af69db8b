import { Field, type FieldRemark } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { TextDraft } from "../drafts";
import { CompletingInput } from "./completing-input";
import type { Completing } from "./use-completions";

interface TextFieldProps {
  name: string;
  title?: string | null;
  description?: string | null;
  required?: boolean;
  remarks?: readonly FieldRemark[];
  draft: TextDraft;
  onDraft: (draft: TextDraft) => void;
  /** Absent where the server completes nothing. */
  completing: Completing | undefined;
}

/** One variable of a template, or one argument of a prompt: always a text. */
export function TextField({ name, title, description, required, remarks, ...rest }: TextFieldProps) {
  const { draft, onDraft, completing } = rest;
  const value = (Object.hasOwn(draft.values, name) ? draft.values[name] : undefined) ?? "";
  const change = (next: string) => onDraft({ ...draft, values: { ...draft.values, [name]: next } });
  return (
    <div data-argument={name}>
      <Field
        label={
          <span dir="auto">
            {title ?? name}
            {required ? <RequiredMark /> : null}
          </span>
        }
        aside={
          <span className="flex min-w-0 flex-1 items-baseline gap-2 text-fg3 text-meta">
            {title ? <code className="min-w-0 truncate">{name}</code> : null}
            {required || value !== "" ? null : <span className="ml-auto shrink-0">not sent</span>}
          </span>
        }
        description={
          description ? (
            <span dir="auto" className="select-text whitespace-pre-line break-words">
              {description}
            </span>
          ) : undefined
        }
        remarks={remarks}
      >
        {completing ? (
          <CompletingInput
            label={`${title ?? name}${required ? " (required)" : ""}`}
            value={value}
            onChange={change}
            completing={completing}
            data-testid={`field-${name}`}
          />
        ) : (
          <Input
            value={value}
            onChange={(event) => change(event.target.value)}
            data-testid={`field-${name}`}
          />
        )}
      </Field>
    </div>
  );
}

function RequiredMark() {
  return (
    <>
      <span aria-hidden className="text-err">
        {" "}
        *
      </span>
      <span className="sr-only"> (required)</span>
    </>
  );
}
