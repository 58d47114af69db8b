import { type FormEvent, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { failureOf, type Settings, useSaveSettings } from "@/ipc";
import { issueWords } from "@/lib/issue-words";

/** Where this app's client metadata document is published: services that read it need no registration. */
export function ClientMetadata({ settings }: { settings: Settings }) {
  const saved = settings.clientMetadataUrl ?? "";
  /** What is typed and not saved. */
  const [typed, setTyped] = useState<string>();
  const url = typed ?? saved;
  const save = useSaveSettings();
  const failure = save.error ? failureOf(save.error) : undefined;
  const remarks =
    failure?.code === "invalid"
      ? failure.issues.map(({ severity, issue }) => ({ severity, text: issueWords(issue).text }))
      : [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { ...settings, clientMetadataUrl: url.trim() || null },
      { onSuccess: () => setTyped(undefined) },
    );
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label="Client metadata document"
        description="The https address where it is published, with a path. Blank registers at each service instead."
        remarks={remarks}
      >
        <div className="flex gap-2">
          <Input
            value={url}
            onChange={(event) => {
              setTyped(event.target.value);
              save.reset();
            }}
            placeholder="None"
            inputMode="url"
            className="font-mono text-code placeholder:font-sans placeholder:text-body"
            data-testid="field-client_metadata_url"
          />
          <Button
            type="submit"
            busy={save.isPending}
            disabled={url.trim() === saved}
            data-testid="save-client-metadata"
          >
            Save
          </Button>
        </div>
      </Field>
      {failure && failure.code !== "invalid" ? <ErrorCard failure={failure} /> : null}
    </form>
  );
}
