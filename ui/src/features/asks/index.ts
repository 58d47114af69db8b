/** What servers ask the person. Only what is light: the questions themselves load when there is one. */
export { AskDock } from "./ask-dock";
export { useAnyAsk, useIsAsked } from "./use-is-asked";
