import { create } from "zustand";
import { persist } from "zustand/middleware";

interface LogDrawerState {
  open: boolean;
  /** Pixels. */
  height: number;
}

/** Whether the log is open over all pages, and how high it is; remembered for the next start. */
export const useLogDrawer = create<LogDrawerState>()(
  persist((): LogDrawerState => ({ open: false, height: 320 }), { name: "hitchpost-log" }),
);

/** Opens the log, or closes it. */
export function toggleLogDrawer(): void {
  useLogDrawer.setState(({ open }) => ({ open: !open }));
}
