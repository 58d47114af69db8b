import { create } from "zustand";

/** Something to say in passing. */
export interface ToastOptions {
  title: string;
  description?: string;
  /** Milliseconds it stays; 5 s unless said otherwise. */
  timeout?: number;
  /** When it goes at the latest, in milliseconds since 1970, also from under the pointer; it stays until then. */
  until?: number;
  /** One thing to do about it, such as Undo. */
  action?: { label: string; onClick: () => void; testId?: string };
}

/** What is still to be shown: the place for it loads after the first picture. */
export const useUnsaid = create<readonly ToastOptions[]>(() => []);

/** Says something in passing. For news that needs no answer and is not an error of the form in front. */
export function toast(options: ToastOptions): void {
  useUnsaid.setState((unsaid) => [...unsaid, options], true);
}

/** Takes what is to be shown. */
export function takeUnsaid(): readonly ToastOptions[] {
  const unsaid = useUnsaid.getState();
  if (unsaid.length > 0) useUnsaid.setState([], true);
  return unsaid;
}
