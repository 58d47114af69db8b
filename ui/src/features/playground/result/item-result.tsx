import { useNavigate } from "@tanstack/react-router";

import { AskDock } from "@/features/asks";
import type { ConnectionView } from "@/ipc";
import { placeOf } from "../mode";
import type { RunWords } from "../run-words";
import type { Runs } from "../runs";
import { useFailureHandlers } from "../use-failure-handlers";
import { nameOfCall } from "../view";
import { ResultPane } from "./result-pane";

interface ItemResultProps {
  connection: ConnectionView;
  /** What was called. */
  name: string;
  words: RunWords;
  runs: Runs;
  onRunAgain: () => void;
}

/** The result of whatever is picked, below what its server asks. */
export function ItemResult({ connection, onRunAgain, runs, ...rest }: ItemResultProps) {
  const navigate = useNavigate();
  const handlers = useFailureHandlers(connection, onRunAgain);
  return (
    <ResultPane
      {...rest}
      runs={runs}
      onRunAgain={onRunAgain}
      handlers={handlers}
      onReadLink={(uri) =>
        void navigate({ to: "/playground", search: placeOf(connection.id, "resource", uri) })
      }
      above={<AskDock first={runs.current?.callId} nameOf={nameOfCall} />}
    />
  );
}
