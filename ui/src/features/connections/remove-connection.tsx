import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createContext, lazy, type ReactNode, Suspense, useContext, useRef, useState } from "react";
import { toastFailure } from "@/components/failure-toast";
import { toast } from "@/components/ui/toast";
import { type ConnectionView, failureOf, type Ipc, keys, putConnection, type Removed, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { focusAfterRemoval, rowBeside } from "./removal-focus";

const RemoveQuestion = lazy(async () => ({ default: (await import("./remove-question")).RemoveQuestion }));

const RemoveContext = createContext<(connection: ConnectionView) => void>(() => {});

/** Asks whether a connection shall go, and lets it be brought back for ten seconds. */
export function useRemove(): (connection: ConnectionView) => void {
  return useContext(RemoveContext);
}

/** Holds the question, so that it outlives the row, sheet or page it was asked from. */
export function RemoveProvider({ children }: { children: ReactNode }) {
  const ipc = useIpc();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<ConnectionView | null>(null);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  /** The row that takes the focus; undefined while nothing was removed. */
  const heir = useRef<string | null>(undefined);

  const ask = (connection: ConnectionView) => {
    heir.current = undefined;
    setAsked(connection);
    setOpen(true);
    void client.invalidateQueries({ queryKey: keys.connections });
  };
  const remove = async (connection: ConnectionView) => {
    setBusy(true);
    try {
      const removed = await ipc.removeConnection(connection.id);
      heir.current = rowBeside(connection.id);
      client.setQueryData<ConnectionView[]>(keys.connections, (list) =>
        list?.filter(({ id }) => id !== connection.id),
      );
      setOpen(false);
      await navigate({ to: "/connections", search: {}, ignoreBlocker: true });
      toast({
        title: `Removed “${removed.name}”.`,
        until: removed.undoUntil,
        action: {
          label: "Undo",
          testId: "toast-undo",
          onClick: () => void undo(ipc, removed).then((view) => view && putConnection(client, view)),
        },
      });
    } catch (error) {
      const { title, why } = failureWords(failureOf(error));
      toast({ title: `“${connection.name}” was not removed: ${title}`, description: why });
    } finally {
      setBusy(false);
    }
  };

  return (
    <RemoveContext value={ask}>
      {children}
      {asked ? (
        <Suspense>
          <RemoveQuestion
            connection={asked}
            open={open}
            onOpenChange={setOpen}
            busy={busy}
            onConfirm={() => void remove(asked)}
            finalFocus={() => (heir.current === undefined ? true : focusAfterRemoval(heir.current))}
          />
        </Suspense>
      ) : null}
    </RemoveContext>
  );
}

async function undo(ipc: Ipc, { id, name }: Removed): Promise<ConnectionView | null> {
  try {
    return await ipc.undoRemove(id);
  } catch (error) {
    if (failureOf(error).code !== "not_found") toastFailure(error, name);
    else toast({ title: `Removed “${name}”.`, description: "It can't be brought back any more." });
    return null;
  }
}
