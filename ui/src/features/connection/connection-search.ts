import { SHEET_FOCUSES, type SheetFocus } from "@/lib/sheet-focus";

/** What can be looked at on the page, in the order in which it stands there. */
export const TABS = ["overview", "tools", "resources", "prompts", "activity", "settings"] as const;

/** What is looked at on the page. */
export type Tab = (typeof TABS)[number];

/** What the page's address says. */
export interface ConnectionSearch {
  /** Absent for the overview. */
  tab?: Tab | undefined;
  /** What someone came to the settings for. */
  focus?: SheetFocus | undefined;
  /** Another address for it; it is tried at once. */
  url?: string | undefined;
}

/** Reads the page's address. */
export function connectionSearch(search: Record<string, unknown>): ConnectionSearch {
  return {
    tab: TABS.find((tab) => tab === search.tab && tab !== "overview"),
    focus: SHEET_FOCUSES.find((focus) => focus === search.focus),
    url: typeof search.url === "string" && search.url !== "" ? search.url : undefined,
  };
}
