import { create } from "zustand";
import type { CallId } from "@/ipc";
import type { OpenGroups } from "./list/rows";
import { type Mode, modeOf, type Picked, pickedItem, startOf } from "./mode";

/** How a result is shown. */
export type ResultMode = "rich" | "json" | "raw";

/** How a list was left. */
interface ListView {
  query: string;
  openGroups: OpenGroups;
  /** As `openGroups`, for the groups that the query has found. */
  openFound: OpenGroups;
}

/** How the playground was left. Lives as long as the window, so that coming back is like never having left. */
interface PlaygroundView {
  picked: Picked;
  /** What was last picked in each mode. */
  left: Partial<Record<Mode, Picked>>;
  lists: Record<Mode, ListView>;
  resultMode: ResultMode;
  /** Where the running calls were begun. */
  calls: Readonly<Record<CallId, Picked>>;
}

const UNTOUCHED_LIST: ListView = { query: "", openGroups: {}, openFound: {} };

const UNTOUCHED: PlaygroundView = {
  picked: {},
  left: {},
  lists: { tools: UNTOUCHED_LIST, resources: UNTOUCHED_LIST, prompts: UNTOUCHED_LIST },
  resultMode: "rich",
  calls: {},
};

/** How the playground was left. */
export const usePlaygroundView = create<PlaygroundView>(() => UNTOUCHED);

/** Notes what is being looked at. */
export function notePicked(picked: Picked): void {
  usePlaygroundView.setState(({ left }) => ({ picked, left: { ...left, [modeOf(picked)]: picked } }));
}

/** Where to go for another mode: to what was looked at there, if that was of the same connection. */
export function placeIn(mode: Mode): Picked {
  const { left, picked } = usePlaygroundView.getState();
  const before = left[mode];
  if (before && (picked.connection === undefined || before.connection === picked.connection)) return before;
  return startOf(mode, picked.connection);
}

/** Searches for something else; what it finds is all open. */
export function searchFor(mode: Mode, query: string): void {
  changeList(mode, (list) => ({ ...list, query, openFound: {} }));
}

/** Opens or closes a group, among what was found while there is a query. */
export function openGroup(mode: Mode, key: string, open: boolean): void {
  changeList(mode, (list) =>
    list.query.trim() === ""
      ? { ...list, openGroups: { ...list.openGroups, [key]: open } }
      : { ...list, openFound: { ...list.openFound, [key]: open } },
  );
}

/** Notes where a call was begun, or with undefined that it has ended. */
export function noteCall(callId: CallId, place: Picked | undefined): void {
  usePlaygroundView.setState(({ calls: { [callId]: _, ...others } }) => ({
    calls: place ? { ...others, [callId]: place } : others,
  }));
}

/** What a running call is of. */
export function nameOfCall(callId: CallId): string | undefined {
  const place = usePlaygroundView.getState().calls[callId];
  return place && pickedItem(place)?.id;
}

/** Forgets how the playground was left. */
export function resetPlaygroundView(): void {
  usePlaygroundView.setState(UNTOUCHED);
}

function changeList(mode: Mode, change: (list: ListView) => ListView): void {
  usePlaygroundView.setState(({ lists }) => ({ lists: { ...lists, [mode]: change(lists[mode]) } }));
}
