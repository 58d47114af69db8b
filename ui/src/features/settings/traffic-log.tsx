import { type FormEvent, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { failureOf, type Settings, useSaveSettings } from "@/ipc";

/** What the log may take of the memory, in megabytes. */
const RANGE = { min: 1, max: 1024 };
const USUAL_MB = 32;

/** How much of what travels is kept, and where. */
export function TrafficLog({ settings }: { settings: Settings }) {
  const save = useSaveSettings();
  const saved = settings.wireRingMb ?? USUAL_MB;
  /** What is typed and not saved. */
  const [typed, setTyped] = useState<string>();
  const text = typed ?? String(saved);
  const megabytes = /^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  const good = megabytes >= RANGE.min && megabytes <= RANGE.max;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (good) save.mutate({ ...settings, wireRingMb: megabytes }, { onSuccess: () => setTyped(undefined) });
  };
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit}>
        <Field
          label="Memory for the log"
          description="Megabytes. What came first goes first."
          remarks={good ? [] : [{ severity: "error", text: `Enter ${RANGE.min} to ${RANGE.max} megabytes.` }]}
        >
          <div className="flex gap-2">
            <Input
              value={text}
              onChange={(event) => setTyped(event.target.value)}
              inputMode="numeric"
              className="tabular w-24!"
              data-testid="field-wire_ring_mb"
            />
            <Button
              type="submit"
              busy={save.isPending && save.variables.wireRingMb !== saved}
              disabled={!good || megabytes === saved}
              data-testid="save-wire-ring"
            >
              Save
            </Button>
          </div>
        </Field>
      </form>
      <Checkbox
        checked={settings.wireFile ?? false}
        onChange={(wireFile) => save.mutate({ ...settings, wireFile })}
        label="Also write the log to files"
        description="In the data folder, without secrets. At most two files of 16 MB; older lines are deleted."
        data-testid="field-wire_file"
      />
      {save.error ? <ErrorCard failure={failureOf(save.error)} /> : null}
    </div>
  );
}
