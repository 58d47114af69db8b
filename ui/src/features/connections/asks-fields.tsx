import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, type FieldRemark } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { type AsksDraft, newRoot, type RootDraft } from "@/lib/asks-draft";
import { ChooseFile } from "./choose-file";
import type { FieldName } from "./field-focus";
import type { ConnectionForm } from "./use-connection-form";

interface AsksFieldsProps {
  form: ConnectionForm;
  remarks: (field: FieldName) => FieldRemark[];
}

/** What the server may ask while it works. */
export function AsksFields({ form, remarks }: AsksFieldsProps) {
  const { asks } = form.draft;
  const change = (patch: Partial<AsksDraft>, ...fields: FieldName[]) =>
    form.edit({ asks: { ...asks, ...patch } }, ...fields);
  // Rows move when one goes, and with them what was said about them.
  const setRoots = (roots: RootDraft[]) =>
    change({ roots }, ...asks.roots.map((_, row) => `root_${row}` as const));
  const edit = (row: RootDraft, index: number, patch: Partial<RootDraft>) =>
    change(
      { roots: asks.roots.map((other) => (other === row ? { ...row, ...patch } : other)) },
      `root_${index}`,
    );
  return (
    <fieldset className="col-span-2 flex flex-col gap-3 border-t pt-4" data-testid="asks">
      <legend className="float-left mb-2 font-medium">What the server may ask</legend>
      <div className="clear-both flex flex-col gap-3">
        <Checkbox
          checked={asks.elicitation}
          onChange={(elicitation) => change({ elicitation })}
          label="Questions to you"
          description="Forms to fill in and pages to open (elicitation). You answer or decline each."
          data-field="asks"
          data-testid="field-elicitation"
        />
        <Checkbox
          checked={asks.sampling}
          onChange={(sampling) => change({ sampling })}
          label="Text from a model"
          description="You see what it wants written and write the reply yourself (sampling)."
          data-testid="field-sampling"
        />
        <div className="flex flex-col gap-2">
          <div className="flex flex-col">
            <span>Folders it may know of</span>
            <span className="text-fg3 text-meta">
              Their addresses are told when the server asks (roots). It gets no access through Hitchpost.
            </span>
          </div>
          {asks.roots.map((row, index) => (
            <RootRow
              key={row.key}
              row={row}
              index={index}
              remarks={remarks(`root_${index}`)}
              onEdit={(patch) => edit(row, index, patch)}
              onLeave={() => form.leave(`root_${index}`)}
              onRemove={() => setRoots(asks.roots.filter((other) => other !== row))}
            />
          ))}
          <div>
            <Button size="sm" onClick={() => setRoots([...asks.roots, newRoot()])} data-testid="add-root">
              <Plus aria-hidden className="size-3.5!" />
              Add folder
            </Button>
          </div>
        </div>
      </div>
    </fieldset>
  );
}

interface RootRowProps {
  row: RootDraft;
  index: number;
  remarks: FieldRemark[];
  onEdit: (patch: Partial<RootDraft>) => void;
  onLeave: () => void;
  onRemove: () => void;
}

function RootRow({ row, index, remarks, onEdit, onLeave, onRemove }: RootRowProps) {
  const called = row.name.trim() || row.uri.trim() || `folder ${index + 1}`;
  return (
    <fieldset className="flex items-start gap-2" aria-label={`Folder ${index + 1}`}>
      <Field label={`Path of folder ${index + 1}`} hideLabel remarks={remarks} className="flex-1">
        <Input
          value={row.uri}
          onChange={(event) => onEdit({ uri: event.target.value })}
          onBlur={onLeave}
          placeholder="/home/you/project"
          className="font-mono text-code placeholder:font-sans placeholder:text-body"
          data-field={`root_${index}`}
          data-testid={`field-root_${index}`}
        />
      </Field>
      <Field label={`Name of folder ${index + 1}`} hideLabel className="w-40 shrink-0">
        <Input
          value={row.name}
          onChange={(event) => onEdit({ name: event.target.value })}
          placeholder="Name (optional)"
          data-testid={`field-root_name_${index}`}
        />
      </Field>
      <div className="flex h-8 shrink-0 items-center gap-1">
        <ChooseFile what={called} folder onChosen={(uri) => onEdit({ uri })} />
        <IconButton label={`Remove ${called}`} onClick={onRemove} data-testid={`remove-root-${index}`}>
          <X aria-hidden />
        </IconButton>
      </div>
    </fieldset>
  );
}
