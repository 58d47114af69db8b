import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

import { CodeView } from "@/components/code/code";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import type { AskId, AskKind, SamplingMessage } from "@/ipc";
import { count } from "@/lib/format";
import { shortcutText } from "@/lib/shortcut-text";
import { AskBody, Refusals } from "./ask-body";
import { changeReply, useAskState } from "./ask-state";
import { SaidPart } from "./said-part";
import type { Answering } from "./use-answer";

interface SamplingAskProps {
  id: AskId;
  kind: Extract<AskKind, { type: "sampling" }>;
  answering: Answering;
}

/** A conversation that a server wants a model to go on with. Here a person writes in its place. */
export function SamplingAsk({ id, kind, answering }: SamplingAskProps) {
  const reply = useAskState((state) => state.replies[id]) ?? "";
  const blank = reply.trim() === "";
  const send = () => {
    if (!blank) answering.answer({ type: "write", text: reply });
  };
  return (
    <AskBody
      buttons={
        <>
          <Button
            variant="primary"
            disabled={blank}
            busy={answering.doing === "write"}
            onClick={send}
            data-testid="ask-send"
          >
            Send reply
            <span className="font-normal text-meta opacity-85">{shortcutText("$mod+Enter")}</span>
          </Button>
          <Refusals answering={answering} cancel={false} />
        </>
      }
    >
      {kind.systemPrompt ? (
        <More label="System prompt">
          <p dir="auto" className="select-text whitespace-pre-wrap break-words text-fg2">
            {kind.systemPrompt}
          </p>
        </More>
      ) : null}
      <ol aria-label="The conversation so far" className="flex flex-col gap-3">
        {kind.messages.map((message, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages have no identity beyond their place
          <Message key={index} message={message} />
        ))}
      </ol>
      <Field
        label="Your reply"
        description={
          kind.maxTokens === null
            ? "You answer in place of a model."
            : `You answer in place of a model, which may use ${count(kind.maxTokens, "token")}.`
        }
      >
        <Textarea
          rows={4}
          value={reply}
          onChange={(event) => changeReply(id, event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            event.stopPropagation();
            send();
          }}
          data-testid="ask-reply"
        />
      </Field>
      <More label="The whole request">
        <CodeView
          className="h-56"
          language="json"
          label="The request as the server sent it"
          chunks={[kind.json]}
        />
      </More>
    </AskBody>
  );
}

const ROLES: Record<string, string> = { user: "User", assistant: "Assistant" };

function Message({ message: { role, content } }: { message: SamplingMessage }) {
  return (
    <li className="flex min-w-0 flex-col gap-1 border-line border-l-2 pl-3">
      <span className="font-medium text-fg2 text-meta">{ROLES[role] ?? role}</span>
      {content.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity beyond their place
        <SaidPart key={index} part={part} />
      ))}
    </li>
  );
}

function More({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Collapsible.Root>
      <Collapsible.Trigger className="group -ml-1 inline-flex h-6 items-center gap-1 rounded-control px-1 text-fg2 text-meta hover:text-fg">
        <ChevronRight
          aria-hidden
          className="size-3.5! transition-transform duration-120 group-data-panel-open:rotate-90"
        />
        {label}
      </Collapsible.Trigger>
      <Collapsible.Panel className="pt-2">{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
