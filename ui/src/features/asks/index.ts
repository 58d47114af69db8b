/** What servers ask the person. Only what is light: the questions themselves load when there is one. */
export { AskDock } from "./ask-dock";
export { seekAsk } from "./ask-state";
export { useAnyAsk, useIsAsked } from "./use-is-asked";
