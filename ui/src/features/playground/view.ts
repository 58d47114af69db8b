import { create } from "zustand";
import type { ConnectionId } from "@/ipc";
import type { OpenGroups } from "./tools/tool-rows";

/** How a result is shown. */
export type ResultMode = "rich" | "json" | "raw";

/** What is being looked at, as the page's address has it. */
export interface Picked {
  connection?: ConnectionId | undefined;
  tool?: string | undefined;
}

/** How the playground was left. Lives as long as the window, so that coming back is like never having left. */
interface PlaygroundView {
  picked: Picked;
  query: string;
  openGroups: OpenGroups;
  /** As `openGroups`, for the groups that the query has found. */
  openFound: OpenGroups;
  resultMode: ResultMode;
}

const UNTOUCHED: PlaygroundView = {
  picked: {},
  query: "",
  openGroups: {},
  openFound: {},
  resultMode: "rich",
};

/** How the playground was left. */
export const usePlaygroundView = create<PlaygroundView>(() => UNTOUCHED);

/** Searches for something else; what it finds is all open. */
export function searchFor(query: string): void {
  usePlaygroundView.setState({ query, openFound: {} });
}

/** Opens or closes a group, among what was found while there is a query. */
export function openGroup(key: string, open: boolean): void {
  usePlaygroundView.setState(({ query, openGroups, openFound }) =>
    query.trim() === ""
      ? { openGroups: { ...openGroups, [key]: open } }
      : { openFound: { ...openFound, [key]: open } },
  );
}

/** Forgets how the playground was left. */
export function resetPlaygroundView(): void {
  usePlaygroundView.setState(UNTOUCHED);
}
