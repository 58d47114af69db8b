import { Toast as Base } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect } from "react";
import { IconButton } from "./icon-button";
import { type ToastOptions, takeUnsaid, useUnsaid } from "./toast";

/** Where toasts appear. Once, beside the window. */
export function Toaster() {
  return (
    <Base.Provider limit={3}>
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-11 z-50 flex w-96 max-w-[calc(100vw-32px)] flex-col gap-2">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

type Manager = ReturnType<typeof Base.useToastManager>;

function ToastList() {
  const manager = Base.useToastManager();
  const unsaid = useUnsaid();
  useEffect(() => {
    if (unsaid.length > 0) for (const options of takeUnsaid()) show(manager, options);
  }, [unsaid, manager]);
  return manager.toasts.map((item) => (
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

function show({ add, close }: Manager, { title, description, timeout, until, action }: ToastOptions): void {
  const id = add({
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
            close(id);
          },
        }
      : undefined,
  });
  if (until !== undefined) setTimeout(() => close(id), Math.max(0, until - Date.now()));
}
