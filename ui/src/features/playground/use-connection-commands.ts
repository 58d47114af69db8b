import { useMemo } from "react";

import { toastFailure } from "@/components/failure-toast";
import { type ConnectionView, useConnectionAction } from "@/ipc";

/** What can be done with a connection from here. A command that is refused says why. */
export interface ConnectionCommands {
  connect: (connection: ConnectionView) => void;
  enable: (connection: ConnectionView) => void;
  /** Whether one of them is under way. */
  busy: boolean;
}

/** The commands, the same ones as long as nothing about them changes. */
export function useConnectionCommands(): ConnectionCommands {
  const { mutateAsync: connect, isPending: connecting } = useConnectionAction("connect");
  const { mutateAsync: enable, isPending: enabling } = useConnectionAction("enable");
  const busy = connecting || enabling;
  return useMemo(() => {
    // Not as an option of the mutation: the answer may come when its screen is gone.
    const telling =
      (command: typeof connect) =>
      ({ id, name }: ConnectionView): void =>
        void command(id).catch((error: unknown) => toastFailure(error, name));
    return { connect: telling(connect), enable: telling(enable), busy };
  }, [connect, enable, busy]);
}
