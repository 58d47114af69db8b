import { lazy, type ReactNode, Suspense } from "react";

import { useLogDrawer } from "./log-drawer-state";

/** The list and its parts are fetched when somebody first looks at the log. */
const LogPane = lazy(async () => ({ default: (await import("./log-pane")).LogPane }));

/** The page, and below it the log of everything that travels, when it is open. */
export function LogDrawer({ children }: { children: ReactNode }) {
  const open = useLogDrawer((state) => state.open);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1">{children}</div>
      {open ? (
        <Suspense>
          <LogPane />
        </Suspense>
      ) : null}
    </div>
  );
}
