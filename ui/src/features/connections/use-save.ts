import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { toast } from "@/components/ui/toast";
import { type ConnectionRequest, type ConnectionView, type Failure, failureOf, putConnection } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { requestOf } from "./draft";
import { focusField } from "./field-focus";
import type { ConnectionForm } from "./use-connection-form";

/** Saving alone, or saving and then reaching the server. */
export type SaveKind = "save" | "connect";

/** Saves a form. */
export interface Save {
  run: (kind: SaveKind) => Promise<void>;
  /** What is under way. */
  running: SaveKind | null;
  /** Why the last attempt saved nothing; the form is as it was. */
  failure: Failure | null;
  /** True once it is saved: closing loses nothing any more. */
  done: RefObject<boolean>;
}

interface SaveSteps {
  save: (request: ConnectionRequest) => Promise<ConnectionView>;
  connect: (saved: ConnectionView) => Promise<ConnectionView>;
  /** It is saved, and connected if that was asked and worked. Not called when the sheet was closed meanwhile. */
  onSaved: (view: ConnectionView) => void;
}

/** Checks, saves, connects. A failure to save keeps the form; a failure to connect is the connection's status. */
export function useSave(form: ConnectionForm, steps: SaveSteps): Save {
  const client = useQueryClient();
  const [running, setRunning] = useState<SaveKind | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const done = useRef(false);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);

  const save = async (): Promise<ConnectionView | null> => {
    try {
      if (!(await form.submit())) return null;
      const saved = await steps.save(requestOf(form.draft));
      done.current = true;
      putConnection(client, saved);
      return saved;
    } catch (error) {
      const refused = failureOf(error);
      if (refused.code !== "invalid") setFailure(refused);
      else {
        form.checks.refused(refused.issues);
        if (refused.issues[0]) focusField(refused.issues[0].field);
      }
      return null;
    }
  };

  const connect = (saved: ConnectionView) =>
    steps.connect(saved).catch((error: unknown) => {
      toast({ title: `“${saved.name}” is saved`, description: failureWords(failureOf(error)).title });
      return saved;
    });

  const run = async (kind: SaveKind) => {
    if (running) return;
    setRunning(kind);
    setFailure(null);
    const saved = await save();
    const end = saved && kind === "connect" ? await connect(saved) : saved;
    setRunning(null);
    if (!end) return;
    putConnection(client, end);
    if (open.current) steps.onSaved(end);
  };
  return { run, running, failure, done };
}
