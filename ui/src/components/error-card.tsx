import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight, Copy } from "lucide-react";
import type { ReactNode } from "react";
import type { Failure } from "@/ipc";
import { cn } from "@/lib/cn";
import { type FailureAction, failureWords } from "@/lib/failure-words";
import { CopyButton } from "./copy-button";
import { StatusGlyph } from "./status-glyph";
import { Button } from "./ui/button";

/** What the screen can do about failures; actions without a handler are not offered. */
export type FailureHandlers = {
  [Kind in FailureAction["kind"]]?: (action: Extract<FailureAction, { kind: Kind }>) => void;
};

interface ErrorCardProps {
  failure: Failure;
  handlers?: FailureHandlers;
  /** An action that is running. */
  busy?: boolean;
  /** Under Details, before the raw failure, for example the steps. */
  details?: ReactNode;
  /** Shows the details at once. */
  detailsOpen?: boolean;
  className?: string;
  "data-testid"?: string;
}

/** A failure: what happened, why, what to do, and the evidence behind Details. */
export function ErrorCard(props: ErrorCardProps) {
  const { failure, handlers = {}, busy, details, detailsOpen, className, ...rest } = props;
  const { title, why, actions } = failureWords(failure);
  const offered = actions.filter((action) => handlers[action.kind] !== undefined);
  const signIn = ["unauthorized", "forbidden", "sign_in"].includes(failure.code);
  return (
    <section
      role="alert"
      data-testid="error-card"
      data-code={failure.code}
      {...rest}
      className={cn(
        "flex flex-col gap-3 rounded-card border bg-bg p-4 text-body",
        signIn ? "border-auth-glyph/50" : "border-err-glyph/50",
        className,
      )}
    >
      <div className="flex gap-2.5">
        <StatusGlyph shape={signIn ? "sign_in" : "error"} className="mt-0.5" />
        <div className="flex min-w-0 flex-col gap-1">
          <h3 className="break-words font-semibold text-dialog">{title}</h3>
          <p className="select-text whitespace-pre-line break-words text-fg2">{why}</p>
        </div>
      </div>
      {offered.length > 0 ? (
        <div className="flex flex-wrap gap-2 pl-6.5">
          {offered.map((action, index) => (
            <Button
              key={action.label}
              size="sm"
              variant={index === 0 ? "primary" : "secondary"}
              busy={busy && action.kind === "retry"}
              data-testid={`error-action-${action.kind}`}
              onClick={() => run(handlers, action)}
            >
              {action.label}
            </Button>
          ))}
        </div>
      ) : null}
      <Evidence failure={failure} open={detailsOpen}>
        {details}
      </Evidence>
    </section>
  );
}

function run<Action extends FailureAction>(handlers: FailureHandlers, action: Action): void {
  const handler = handlers[action.kind] as ((action: Action) => void) | undefined;
  handler?.(action);
}

function Evidence({ failure, open, children }: { failure: Failure; open?: boolean; children?: ReactNode }) {
  const text = JSON.stringify(failure, null, 2);
  return (
    <Collapsible.Root defaultOpen={open} className="pl-6.5">
      <Collapsible.Trigger className="group -ml-1 inline-flex h-6 items-center gap-1 rounded-control px-1 text-fg2 text-meta hover:text-fg">
        <ChevronRight
          aria-hidden
          className="size-3.5! transition-transform duration-120 group-data-panel-open:rotate-90"
        />
        Details
      </Collapsible.Trigger>
      <Collapsible.Panel className="flex flex-col gap-3 pt-2">
        {children}
        <div className="relative">
          <pre className="thin-scroll max-h-48 select-text whitespace-pre-wrap break-all rounded-control bg-s1 p-2.5 text-fg2">
            {text}
          </pre>
        </div>
        <div>
          <CopyButton
            text={text}
            label="Copy diagnostics"
            icon={<Copy aria-hidden className="size-3.5!" />}
          />
        </div>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
