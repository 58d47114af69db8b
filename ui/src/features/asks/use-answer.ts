import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { toast } from "@/components/ui/toast";
import { type AskAnswer, type AskView, type Failure, failureOf, keys, useIpc } from "@/ipc";

/** What is being done about a question. */
type Doing = AskAnswer["type"] | "open";

/** The ways to settle a question. */
export type Answering = ReturnType<typeof useAnswer>;

/** Answers a question, and tells what came of it when nothing did. */
export function useAnswer({ id, kind }: AskView) {
  const ipc = useIpc();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing>();
  const [failure, setFailure] = useState<Failure>();

  const attempt = async (what: Doing, act: () => Promise<void>): Promise<boolean> => {
    if (doing) return false;
    setDoing(what);
    setFailure(undefined);
    try {
      await act();
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    } finally {
      setDoing(undefined);
    }
  };
  /** It may have been settled otherwise, or have become another. */
  const lookAgain = () =>
    client
      .fetchQuery({ queryKey: keys.asks, queryFn: () => ipc.asks(), staleTime: 0 })
      .catch((): undefined => undefined);

  const answer = async (given: AskAnswer) => {
    if (await attempt(given.type, () => ipc.answerAsk(id, given)))
      client.setQueryData<AskView[]>(keys.asks, (asks) => asks?.filter((one) => one.id !== id));
    await lookAgain();
  };
  const open = async () => {
    const opened = await attempt("open", () => ipc.openAsk(id));
    const left = await lookAgain();
    // A server that doesn't tell when it is done has its answer with the opening.
    if (opened && kind.type === "url" && left?.every((one) => one.id !== id))
      toast({ title: `Opened ${kind.host}`, description: "Finish there." });
  };
  return {
    doing,
    failure,
    answer: (given: AskAnswer) => void answer(given),
    /** Opens the page that a question leads to. */
    open: () => void open(),
  };
}
