import { Check, Circle, CircleDot } from "lucide-react";
import type { RegisteredAs, SignInPhase } from "@/ipc";
import { cn } from "@/lib/cn";

/** How far a sign-in is: the core's phases, then connecting. */
export type SignInStage = SignInPhase | "connecting";

const STAGES: SignInStage[] = ["discovering", "registering", "waiting", "exchanging", "connecting"];

const REGISTERED: Record<RegisteredAs, string> = {
  own_app: "Your own app",
  metadata_document: "Registered (CIMD)",
  dynamic: "Registered (DCR)",
};

interface SignInStepsProps {
  stage: SignInStage;
  registered: RegisteredAs | null;
}

/** The five steps of a sign-in: done, at it, to come. */
export function SignInSteps({ stage, registered }: SignInStepsProps) {
  const at = STAGES.indexOf(stage);
  const names: Record<SignInStage, string> = {
    discovering: at > 0 ? "Discovered" : "Discover",
    registering: at > 1 ? (registered ? REGISTERED[registered] : "Registered") : "Register",
    waiting: at > 2 ? "Signed in" : "Waiting",
    exchanging: "Token",
    connecting: "Connect",
  };
  return (
    <ol
      aria-label="Steps of the sign-in"
      className="flex flex-wrap gap-x-4 gap-y-1 text-meta"
      data-testid="sign-in-steps"
    >
      {STAGES.map((one, index) => (
        <li
          key={one}
          aria-current={index === at ? "step" : undefined}
          className={cn(
            "flex items-center gap-1.5",
            index < at && "text-fg2",
            index === at && "font-medium text-busy",
            index > at && "text-fg3",
          )}
        >
          <StepIcon place={Math.sign(index - at)} />
          {names[one]}
          <span className="sr-only">{index < at ? ", done" : index > at ? ", to come" : ""}</span>
        </li>
      ))}
    </ol>
  );
}

function StepIcon({ place }: { place: number }) {
  if (place < 0) return <Check aria-hidden className="size-3.5! text-ok-glyph" />;
  if (place === 0) return <CircleDot aria-hidden className="size-3.5! text-busy-glyph" />;
  return <Circle aria-hidden className="size-3.5!" />;
}
