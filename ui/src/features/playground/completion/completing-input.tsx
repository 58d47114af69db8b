import { Autocomplete } from "@base-ui/react/autocomplete";
import { useState } from "react";

import { useFieldControl } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { CompletionView } from "@/ipc";
import { type Completing, useCompletions } from "./use-completions";

interface CompletingInputProps {
  /** The field's name again: while suggestions are open, its label is hidden with the rest of the page. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  completing: Completing;
  "data-testid"?: string;
}

/** A text for which the server suggests how it could go on. Any text will do. */
export function CompletingInput({ label, value, onChange, completing, ...rest }: CompletingInputProps) {
  const control = useFieldControl();
  const [open, setOpen] = useState(false);
  // Nothing is asked before somebody is here.
  const [focused, setFocused] = useState(false);
  const { completion, failure } = useCompletions(completing, value, focused);
  const { values } = completion;
  // The only suggestion is what stands there already.
  const settled = values.length === 1 && values[0] === value;
  return (
    <>
      <Autocomplete.Root
        items={values}
        mode="none"
        value={value}
        onValueChange={onChange}
        open={open && values.length > 0 && !settled}
        onOpenChange={setOpen}
        openOnInputClick
      >
        <Autocomplete.Input
          {...rest}
          {...control}
          aria-label={label}
          render={<Input />}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        />
        <Autocomplete.Portal>
          <Autocomplete.Positioner sideOffset={4} className="z-50">
            <Autocomplete.Popup className="flex max-h-[min(20rem,var(--available-height))] w-(--anchor-width) flex-col rounded-card border border-line bg-bg shadow-float outline-none">
              <Autocomplete.List className="thin-scroll min-h-0 flex-1 p-1" data-testid="suggestions">
                {(suggestion: string) => (
                  <Autocomplete.Item
                    key={suggestion}
                    value={suggestion}
                    className="flex min-h-7 cursor-default items-center break-all rounded-control px-2 py-1 outline-none data-highlighted:bg-s2"
                  >
                    <span dir="auto">{suggestion}</span>
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
              <More completion={completion} />
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
      <span className="text-fg3 text-meta" aria-live="polite">
        {failure ? "The server's suggestions couldn't be had. Any text will do." : ""}
      </span>
    </>
  );
}

/** That the list is not all. */
function More({ completion: { values, total, hasMore } }: { completion: CompletionView }) {
  if (!hasMore) return null;
  return (
    <Autocomplete.Status className="border-t px-3 py-1.5 text-fg3 text-meta">
      {total === null ? "There are more. Type on." : `${values.length} of ${total}. Type on for the others.`}
    </Autocomplete.Status>
  );
}
