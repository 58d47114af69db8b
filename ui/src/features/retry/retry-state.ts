import { create } from "zustand";
import type { ConnectionId } from "@/ipc";

/** A connection that is tried again. */
export interface Retry {
  /** Seconds between a failure and the next attempt. */
  seconds: number;
  /** Until it works; otherwise once. */
  repeat: boolean;
  /** When the next attempt is made. */
  next: number;
}

/** The connections that are tried again. */
export const useRetries = create<{ retries: Readonly<Record<ConnectionId, Retry>> }>(() => ({ retries: {} }));

/** The present retry of one connection. */
export function useRetry(id: ConnectionId): Retry | undefined {
  return useRetries(({ retries }) => retries[id]);
}

/** Tries a connection again after some time. */
export function retryAfter(
  id: ConnectionId,
  { seconds, repeat }: { seconds: number; repeat: boolean },
): void {
  const retry: Retry = { seconds, repeat, next: Date.now() + seconds * 1000 };
  useRetries.setState(({ retries }) => ({ retries: { ...retries, [id]: retry } }));
}

/** Leaves a connection as it is. */
export function stopRetry(id: ConnectionId): void {
  useRetries.setState(({ retries: { [id]: _, ...others } }) => ({ retries: others }));
}

/** Leaves all connections as they are. */
export function resetRetries(): void {
  useRetries.setState({ retries: {} });
}
