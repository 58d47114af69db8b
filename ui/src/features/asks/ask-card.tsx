import { Globe, MessageCircleQuestion, PenLine } from "lucide-react";
import { type ReactNode, useId } from "react";

import { ErrorCard } from "@/components/error-card";
import type { AskView, CallId } from "@/ipc";
import { FormAsk } from "./form-ask";
import { SamplingAsk } from "./sampling-ask";
import { UrlAsk } from "./url-ask";
import { type Answering, useAnswer } from "./use-answer";

interface AskCardProps {
  ask: AskView;
  nameOf: (call: CallId) => string | undefined;
  /** At the right end of the heading. */
  aside: ReactNode;
}

/** One question: who asks, for what, why, and the ways to answer. */
export function AskCard({ ask, nameOf, aside }: AskCardProps) {
  const answering = useAnswer(ask);
  const heading = useId();
  const { kind } = ask;
  const Icon = { form: MessageCircleQuestion, url: Globe, sampling: PenLine }[kind.type];
  return (
    <section
      aria-labelledby={heading}
      data-testid={`ask-${kind.type}`}
      className="m-3 flex min-h-0 flex-col rounded-card border border-accent/60 bg-bg"
    >
      <div className="flex shrink-0 items-center gap-2 px-4 pt-3">
        <Icon aria-hidden className="text-accent" />
        <h2 id={heading} className="min-w-0 flex-1 break-words font-semibold text-dialog">
          <span dir="auto">{ask.connectionName}</span> {ASKS[kind.type]}
          <For ask={ask} nameOf={nameOf} />
        </h2>
        {aside}
      </div>
      <Body ask={ask} answering={answering} />
      {answering.failure ? (
        <div className="px-4 pb-3">
          <ErrorCard failure={answering.failure} />
        </div>
      ) : null}
    </section>
  );
}

const ASKS = {
  form: "asks you something",
  url: "asks you to open a page",
  sampling: "asks for a model's answer",
} as const;

function For({ ask, nameOf }: { ask: AskView; nameOf: AskCardProps["nameOf"] }) {
  const name = ask.calls.map(nameOf).find((one) => one !== undefined);
  if (name === undefined) return null;
  return (
    <span className="font-normal text-fg2">
      {" for "}
      <code className="break-all">{name}</code>
    </span>
  );
}

function Body({ ask, answering }: { ask: AskView; answering: Answering }) {
  const { id, kind } = ask;
  switch (kind.type) {
    case "form":
      return <FormAsk id={id} kind={kind} answering={answering} />;
    case "url":
      return <UrlAsk kind={kind} answering={answering} />;
    case "sampling":
      return <SamplingAsk id={id} kind={kind} answering={answering} />;
  }
}
