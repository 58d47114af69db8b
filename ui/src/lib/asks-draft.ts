import type { AsksRequest, AsksView } from "@/ipc";

/** A folder that a server may be told of. */
export interface RootDraft {
  /** Stable while the row exists. */
  key: string;
  uri: string;
  name: string;
}

/** What a server may ask, being entered. */
export interface AsksDraft {
  elicitation: boolean;
  sampling: boolean;
  roots: RootDraft[];
}

/** What a server may ask unless said otherwise: questions to the person, nothing else. */
export const NEW_ASKS: AsksDraft = { elicitation: true, sampling: false, roots: [] };

/** A row for a folder. */
export function newRoot(uri = "", name = ""): RootDraft {
  return { key: crypto.randomUUID(), uri, name };
}

/** The form for what was saved. */
export function asksDraftOf({ elicitation, sampling, roots }: AsksView): AsksDraft {
  return { elicitation, sampling, roots: roots.map(({ uri, name }) => newRoot(uri, name)) };
}

/** What is sent for it. */
export function asksRequestOf({ elicitation, sampling, roots }: AsksDraft): AsksRequest {
  return {
    elicitation,
    sampling,
    roots: roots.map(({ uri, name }) => ({ uri: uri.trim(), name: name.trim() })),
  };
}
