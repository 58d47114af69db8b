import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type AskAnswer, type AskView, type Failure, failureOf, keys, useIpc } from "@/ipc";

/** What is being done about a question. */
type Doing = AskAnswer["type"] | "open";

/** Answers a question, and tells what came of it when nothing did. */
export function useAnswer({ id, kind }: AskView) {
  const ipc = useIpc();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing>();
  const [failure, setFailure] = useState<Failure>();

  const act = async (what: Doing, act: () => Promise<void>, settles: boolean) => {
    if (doing) return;
    setDoing(what);
    setFailure(undefined);
    try {
      await act();
      if (settles) client.setQueryData<AskView[]>(keys.asks, (asks) => asks?.filter((one) => one.id !== id));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setDoing(undefined);
    // It may be settled otherwise, or have become another.
    void client.invalidateQueries({ queryKey: keys.asks });
  };
  return {
    doing,
    failure,
    answer: (answer: AskAnswer) => void act(answer.type, () => ipc.answerAsk(id, answer), true),
    /** Opens the page that a question leads to. The question stays until the server knows that it is done. */
    open: () => void act("open", () => ipc.openAsk(id), false),
    kind,
  };
}

/** The ways to settle a question. */
export type Answering = ReturnType<typeof useAnswer>;
