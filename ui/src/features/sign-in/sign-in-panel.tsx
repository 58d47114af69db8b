import { ChevronUp, Copy, ExternalLink } from "lucide-react";
import { type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from "react";
import { CopyButton } from "@/components/copy-button";
import { ErrorCard } from "@/components/error-card";
import { toastFailure } from "@/components/failure-toast";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { type ConnectionId, type ConnectionView, type SignInView, useConnectionAction, useIpc } from "@/ipc";
import { PasteCallback } from "./paste-callback";
import { RedirectUri } from "./redirect-uri";
import { hideSignIn, type PanelContent } from "./sign-in-panel-state";
import { SignInSteps } from "./sign-in-steps";
import { TimeLeft } from "./time-left";
import { useSignInHandlers } from "./use-sign-in-handlers";

interface SignInPanelProps {
  connection: ConnectionView;
  content: PanelContent;
}

/** One sign-in, unfolded above the page. Nothing waits for it: the page below can be used meanwhile. */
export function SignInPanel({ connection, content }: SignInPanelProps) {
  const { id, name, slug } = connection;
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useBorrowedFocus(heading, id);
  return (
    <section
      data-pane
      aria-labelledby={title}
      className="flex max-h-[60vh] shrink-0 flex-col border-b bg-s1"
      data-testid={`sign-in-panel-${slug}`}
    >
      <header className="flex items-center gap-2 px-6 pt-3">
        <StatusGlyph shape={content.type === "failed" ? "sign_in" : "waiting"} />
        <h2
          ref={heading}
          id={title}
          tabIndex={-1}
          className="min-w-0 truncate rounded-control text-section outline-offset-2"
        >
          Sign in to {name}
        </h2>
        <IconButton
          label={`Fold the sign-in to ${name} away`}
          className="-mr-2 ml-auto"
          onClick={() => hideSignIn(id)}
          data-testid="hide-sign-in"
        >
          <ChevronUp aria-hidden />
        </IconButton>
      </header>
      <div className="thin-scroll flex min-h-0 flex-col gap-3 px-6 pt-1 pb-4">
        <Content connection={connection} content={content} />
      </div>
    </section>
  );
}

/** Whoever asked for it finds it, by eye or by ear; what had the focus gets it back, or else the row. */
function useBorrowedFocus(heading: RefObject<HTMLElement | null>, id: ConnectionId): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    const panel = heading.current?.closest("section");
    heading.current?.focus();
    return () => {
      if (!panel?.contains(document.activeElement)) return;
      const heir = before?.isConnected ? before : document.querySelector(`[data-row="${id}"]`);
      if (heir instanceof HTMLElement) heir.focus();
    };
  }, [heading, id]);
}

function Content({ connection, content }: SignInPanelProps) {
  switch (content.type) {
    case "starting":
      return <Progress stage="discovering">Looking up how to sign in…</Progress>;
    case "waiting":
      return <Waiting connection={connection} signIn={content.signIn} />;
    case "connecting":
      return <Progress stage="connecting">Signed in. Connecting…</Progress>;
    case "failed":
      return <Failed connection={connection} failure={content.failure} />;
    case "over":
      return null;
  }
}

function Progress({ stage, children }: { stage: "discovering" | "connecting"; children: ReactNode }) {
  return (
    <>
      <p role="status" className="text-fg2">
        {children}
      </p>
      <SignInSteps stage={stage} registered={null} />
    </>
  );
}

function Failed({ connection, failure }: { connection: ConnectionView } & FailedContent) {
  const handlers = useSignInHandlers(connection);
  const reconnect = useConnectionAction("reconnect");
  const { id, name } = connection;
  // Signed in, but not connected: that is tried once more, not the browser.
  const retry = () => reconnect.mutate(id, { onError: (error) => toastFailure(error, name) });
  return (
    <ErrorCard
      failure={failure}
      handlers={{ ...handlers, retry }}
      busy={reconnect.isPending}
      className="max-w-180"
    />
  );
}

type FailedContent = Pick<Extract<PanelContent, { type: "failed" }>, "failure">;

const PHASES: Record<SignInView["phase"], string> = {
  discovering: "Looking up how to sign in…",
  registering: "Registering this app…",
  waiting: "Finish signing in in your browser.",
  exchanging: "Signed in. Fetching the token…",
};

function Waiting({ connection, signIn }: { connection: ConnectionView; signIn: SignInView }) {
  const { phase, host, scopes, redirectUri, registered, deadline } = signIn;
  const waiting = phase === "waiting";
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <p role="status" className="text-dialog">
          {PHASES[phase]}
        </p>
        {waiting ? (
          <span className="text-fg3" data-testid="time-left">
            <TimeLeft deadline={deadline} />
          </span>
        ) : null}
      </div>
      {host === null ? null : (
        <p className="-mt-2 select-text break-words text-fg2" data-testid="sign-in-facts">
          {waiting ? "Opened" : "With"} <strong className="font-medium text-fg">{host}</strong>
          {scopes.length > 0 ? ` · asks for: ${scopes.join(", ")}` : ""}
        </p>
      )}
      {waiting ? <Ways connection={connection} signIn={signIn} /> : <CancelOnly signIn={signIn} />}
      {waiting ? <PasteCallback /> : null}
      {registered === "own_app" && redirectUri !== null ? <RedirectUri uri={redirectUri} /> : null}
      <SignInSteps stage={phase} registered={registered} />
    </>
  );
}

/** What can be done while the browser is open. */
function Ways({ connection: { name }, signIn }: { connection: ConnectionView; signIn: SignInView }) {
  const ipc = useIpc();
  const { id } = signIn;
  const telling = (act: Promise<unknown>) => void act.catch((error: unknown) => toastFailure(error, name));
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="sm" onClick={() => telling(ipc.openSignInAgain(id))} data-testid="open-browser-again">
        <ExternalLink aria-hidden className="size-3.5!" />
        Open browser again
      </Button>
      <CopyButton
        text={() => ipc.copySignInLink(id)}
        label="Copy link"
        aria-label="Copy link to the sign-in page"
        icon={<Copy aria-hidden className="size-3.5!" />}
        data-testid="copy-sign-in-link"
      />
      <Button
        size="sm"
        onClick={() => telling(ipc.extendSignIn(id))}
        aria-label="+5 min to sign in"
        data-testid="extend-sign-in"
      >
        +5 min
      </Button>
      <CancelButton signIn={signIn} />
    </div>
  );
}

function CancelOnly({ signIn }: { signIn: SignInView }) {
  return (
    <div>
      <CancelButton signIn={signIn} />
    </div>
  );
}

function CancelButton({ signIn: { id, connectionId } }: { signIn: SignInView }) {
  const ipc = useIpc();
  const cancel = () => {
    hideSignIn(connectionId);
    ipc.cancelSignIn(id).catch((error: unknown) => toastFailure(error));
  };
  return (
    <Button size="sm" onClick={cancel} data-testid="cancel-sign-in">
      Cancel
    </Button>
  );
}
