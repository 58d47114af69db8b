/** What other features may use to begin, show and follow a sign-in. */
export { RedirectUri } from "./redirect-uri";
export { SignInDock } from "./sign-in-dock";
export {
  hideSignIn,
  resetSignInPanel,
  showSignIn,
  signInFailed,
  signInSucceeded,
  wasPasted,
} from "./sign-in-panel-state";
export { TimeLeft } from "./time-left";
export { useAuthorize } from "./use-authorize";
export { useSignInHandlers } from "./use-sign-in-handlers";
export { useWayIn, wantsOAuth, wayInLabel } from "./way-in";
