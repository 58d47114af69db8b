import { Plus, X } from "lucide-react";
import { useRef } from "react";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";
import { type Json, jsonEquals, parseJson } from "@/lib/json";
import type { ChoiceControl, ListControl as List } from "@/lib/schema";
import { ScalarControl } from "./scalar-control";

interface ListProps {
  control: List;
  label: string;
  value: Json | undefined;
  text: string | undefined;
  onChange: (text: string | undefined) => void;
  testId: string;
}

/** More options than this are chosen row by row. */
const MAX_CHECKBOXES = 8;

/** A list of plain values: check boxes for a few fixed ones, rows otherwise. */
export function ListControl(props: ListProps) {
  const { item } = props.control;
  const items = itemTexts(props.value, props.text);
  const repeated = items.some((one, i) => items.slice(0, i).some((other) => same(one, other)));
  if (item.type === "choice" && item.options.length <= MAX_CHECKBOXES && !repeated) {
    return <Checkboxes {...props} item={item} items={items} />;
  }
  return <Rows {...props} items={items} />;
}

function itemTexts(value: Json | undefined, text: string | undefined): string[] {
  if (value?.type !== "array" || text === undefined) return [];
  return value.items.map((item) => text.slice(item.start - value.start, item.end - value.start));
}

function Checkboxes({
  item,
  items,
  label,
  onChange,
  testId,
}: ListProps & { item: ChoiceControl; items: string[] }) {
  return (
    <fieldset aria-label={label} data-testid={testId} className="flex flex-col gap-1.5">
      {item.options.map((option) => (
        <Checkbox
          key={option.value}
          label={option.label}
          description={option.description}
          checked={items.some((one) => same(one, option.value))}
          onChange={(checked) => {
            const rest = items.filter((one) => !same(one, option.value));
            onChange(listText(checked ? [...rest, option.value] : rest));
          }}
        />
      ))}
    </fieldset>
  );
}

function Rows({ control, items, label, onChange, testId }: ListProps & { items: string[] }) {
  const list = useRef<HTMLFieldSetElement>(null);
  const blank = control.item.type === "choice" ? (control.item.options[0]?.value ?? '""') : '""';

  const replace = (index: number, ...texts: string[]) =>
    onChange(listText(items.toSpliced(index, 1, ...texts)));
  const insert = (index: number) => {
    onChange(listText(items.toSpliced(index, 0, blank)));
    requestAnimationFrame(() => inputAt(list.current, index)?.focus());
  };

  return (
    <fieldset ref={list} aria-label={label} data-testid={testId} className="flex flex-col gap-1.5">
      {items.map((text, index) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: it listens to the input inside
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: items are their places; the inputs hold no state of their own
          key={index}
          data-item
          className="flex items-center gap-1"
          onKeyDown={(event) => {
            if (
              event.key !== "Enter" ||
              event.ctrlKey ||
              event.metaKey ||
              !(event.target instanceof HTMLInputElement)
            )
              return;
            event.preventDefault();
            insert(index + 1);
          }}
          onPaste={(event) => {
            const lines = event.clipboardData
              .getData("text/plain")
              .split(/\r?\n/)
              .filter((line) => line !== "");
            if (lines.length < 2 || control.item.type !== "text") return;
            event.preventDefault();
            event.stopPropagation();
            replace(index, ...lines.map((line) => JSON.stringify(line)));
          }}
        >
          <ScalarControl
            control={control.item}
            label={`${label}, item ${index + 1}`}
            value={parseJson(text)}
            text={text}
            required
            testId={`${testId}-${index}`}
            onChange={(next) => replace(index, next ?? '""')}
          />
          <IconButton
            label={`Remove item ${index + 1}`}
            onClick={() => onChange(listText(items.toSpliced(index, 1)))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button
        size="sm"
        variant="ghost"
        className="-ml-1 w-fit"
        data-testid={`${testId}-add`}
        onClick={() => insert(items.length)}
      >
        <Plus aria-hidden />
        Add item
      </Button>
    </fieldset>
  );
}

function inputAt(list: HTMLElement | null, index: number): HTMLElement | null {
  return list?.querySelectorAll("[data-item]")[index]?.querySelector("input, textarea, button") ?? null;
}

function listText(items: readonly string[]): string {
  return `[${items.join(", ")}]`;
}

function same(a: string, b: string): boolean {
  return jsonEquals(parseJson(a), parseJson(b));
}
