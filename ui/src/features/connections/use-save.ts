import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { toastFailure } from "@/components/failure-toast";
import { toast } from "@/components/ui/toast";
import {
  type ConnectionRequest,
  type ConnectionView,
  type Failure,
  failureOf,
  putConnection,
  useIpc,
} from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { focusField } from "./field-focus";
import type { ConnectionForm } from "./use-connection-form";

/** Saving alone, or saving and then reaching the server, or signing in there. */
export type SaveKind = "save" | "connect" | "authorize";

/** Saves a form. */
export interface Save {
  run: (kind: SaveKind) => Promise<void>;
  /** What is under way. */
  running: SaveKind | null;
  /** Saved, and on its way to the server. */
  connecting: ConnectionView | null;
  /** Stops connecting. What was saved stays. */
  cancel: () => void;
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
  /** Begins the sign-in that was asked for with saving; goes on in its own panel. */
  authorize: (saved: ConnectionView) => void;
}

/** Checks, saves, connects. A failure to save keeps the form; a failure to connect is the connection's status. */
export function useSave(form: ConnectionForm, steps: SaveSteps): Save {
  const client = useQueryClient();
  const ipc = useIpc();
  const [running, setRunning] = useState<SaveKind | null>(null);
  const [connecting, setConnecting] = useState<ConnectionView | null>(null);
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
      const request = await form.submit();
      if (!request) return null;
      const saved = await steps.save(request);
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

  const connect = async (saved: ConnectionView) => {
    setConnecting(saved);
    try {
      return await steps.connect(saved);
    } catch (error) {
      toast({ title: `“${saved.name}” is saved`, description: failureWords(failureOf(error)).title });
      return saved;
    } finally {
      setConnecting(null);
    }
  };

  const run = async (kind: SaveKind) => {
    if (running) return;
    const focused = document.activeElement;
    setRunning(kind);
    setFailure(null);
    const saved = await save();
    const end = saved && kind === "connect" ? await connect(saved) : saved;
    setRunning(null);
    if (!end) return giveBack(focused);
    putConnection(client, end);
    if (open.current) steps.onSaved(end);
    if (kind === "authorize") steps.authorize(end);
  };
  const cancel = () => {
    if (!connecting) return;
    ipc.disconnect(connecting.id).catch((error: unknown) => toastFailure(error, connecting.name));
  };
  return { run, running, connecting, cancel, failure, done };
}

/** A field that was disabled while saving has lost the focus. */
function giveBack(focused: Element | null): void {
  requestAnimationFrame(() => {
    const lost = document.activeElement?.contains(focused);
    if (lost && focused instanceof HTMLElement) focused.focus();
  });
}
