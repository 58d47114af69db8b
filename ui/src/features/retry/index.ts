/** Trying again by itself: begun from a failure, shown where the connection is shown. */
export { RetryGate } from "./retry-gate";
export { RetryNote } from "./retry-note";
export { resetRetries, retryAfter, stopRetry, useRetry } from "./retry-state";
