import { Toast as Base } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button";

const manager = Base.createToastManager();

interface ToastOptions {
  title: string;
  description?: string;
  /** Milliseconds it stays; 5 s unless said otherwise. */
  timeout?: number;
  /** When it goes at the latest, in milliseconds since 1970, also from under the pointer; it stays until then. */
  until?: number;
  /** One thing to do about it, such as Undo. */
  action?: { label: string; onClick: () => void; testId?: string };
}

/** Says something in passing. For news that needs no answer and is not an error of the form in front. */
export function toast({ title, description, timeout, until, action }: ToastOptions): void {
  const id = manager.add({
    title,
    description,
    timeout: until === undefined ? timeout : 0,
    actionProps: action
      ? {
          children: action.label,
          "aria-label": `${action.label}: ${title}`,
          ...{ "data-testid": action.testId },
          onClick: () => {
            action.onClick();
            manager.close(id);
          },
        }
      : undefined,
  });
  if (until !== undefined) setTimeout(() => manager.close(id), Math.max(0, until - Date.now()));
}

/** Where toasts appear. Once, around the window. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-11 z-50 flex w-96 max-w-[calc(100vw-32px)] flex-col gap-2">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const { toasts } = Base.useToastManager();
  return toasts.map((item) => (
    <Base.Root
      key={item.id}
      toast={item}
      data-testid="toast"
      className="rounded-card border border-line bg-bg shadow-float transition-opacity duration-120 data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-center gap-3 py-2 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <Base.Title className="break-words font-medium" />
          <Base.Description className="break-words text-meta text-fg2" />
        </div>
        <Base.Action className="h-7 shrink-0 rounded-control px-2 font-medium text-accent hover:bg-s2" />
        <Base.Close
          render={
            <IconButton label="Dismiss">
              <X aria-hidden />
            </IconButton>
          }
        />
      </Base.Content>
    </Base.Root>
  ));
}
