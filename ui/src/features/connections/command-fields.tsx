import { Checkbox } from "@/components/ui/checkbox";
import { Field, type FieldRemark } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { argsOf, type CommandDraft, commandLine } from "@/lib/command-draft";
import { ChooseFile } from "./choose-file";
import { parseVariableLines } from "./env-lines";
import type { FieldName } from "./field-focus";
import type { ConnectionForm } from "./use-connection-form";
import { ValueRows } from "./value-rows";

interface CommandFieldsProps {
  form: ConnectionForm;
  remarks: (field: FieldName) => FieldRemark[];
}

const MONO = "font-mono text-code placeholder:font-sans placeholder:text-body";

/** A program on this computer. Nothing here runs it. */
export function CommandFields({ form, remarks }: CommandFieldsProps) {
  const { draft, edit, leave } = form;
  const { command } = draft;
  const change = (patch: Partial<CommandDraft>, ...fields: FieldName[]) =>
    edit({ command: { ...command, ...patch } }, ...fields);
  const args = argsOf(command);
  const argFields = args.map((_, row) => `arg_${row}` as const);
  return (
    <div className="flex flex-col gap-4">
      <Field
        label="Program"
        description="A name on your PATH or a full path. Hitchpost starts it directly, without a shell."
        remarks={remarks("program")}
      >
        <div className="flex gap-2">
          <Input
            value={command.program}
            onChange={(event) => change({ program: event.target.value }, "program")}
            onBlur={() => leave("program")}
            placeholder="npx"
            className={MONO}
            data-field="program"
            data-testid="field-program"
          />
          <ChooseFile
            what="the program"
            onChosen={(program) => {
              change({ program }, "program");
              leave("program");
            }}
          />
        </div>
      </Field>
      <Field
        label="Arguments"
        description="One per line, without quotes"
        remarks={argFields.flatMap((field) => remarks(field))}
      >
        <Textarea
          value={command.args}
          onChange={(event) => change({ args: event.target.value, savedArgs: null }, ...argFields)}
          onBlur={() => leave("arg_0")}
          rows={Math.min(8, Math.max(3, command.args.split("\n").length))}
          className="font-mono text-code"
          data-field="arg_0"
          data-testid="field-args"
        />
      </Field>
      <div className="flex flex-col gap-1">
        <span className="font-medium">Environment</span>
        <ValueRows
          rows={command.env}
          onChange={(env, ...fields) => change({ env }, ...fields)}
          leave={leave}
          remarks={remarks}
          fields={{ name: "env_name", value: "env_value" }}
          noun="variable"
          parseLines={parseVariableLines}
          hint="Or paste several lines of “NAME=value” into a row. Secrets are kept in the keychain."
          testId="env"
        />
      </div>
      <Field label="Working directory" remarks={remarks("directory")}>
        <Input
          value={command.directory}
          onChange={(event) => change({ directory: event.target.value }, "directory")}
          onBlur={() => leave("directory")}
          placeholder="Your home folder"
          className={MONO}
          data-field="directory"
          data-testid="field-directory"
        />
      </Field>
      <Checkbox
        checked={command.perCall}
        onChange={(perCall) => change({ perCall })}
        label="One process per call"
        description="Starts it anew for every request, and ends it after the answer. For programs that keep no state."
        data-testid="field-per_call"
      />
      {command.program.trim() === "" ? null : (
        <div className="flex flex-col gap-1">
          <span className="text-fg3 text-meta">What will run, once you approve it</span>
          <code
            className="thin-scroll max-h-24 select-text whitespace-pre-wrap break-all rounded-control bg-s1 px-2.5 py-1.5 text-fg2"
            data-testid="command-preview"
          >
            {commandLine(command.program.trim(), args)}
          </code>
        </div>
      )}
    </div>
  );
}
