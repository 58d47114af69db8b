import { useIsFetching } from "@tanstack/react-query";

import { Button } from "@/components/ui/button";
import { type ConnectionId, keys } from "@/ipc";
import type { Mode } from "../mode";
import { useRefreshList } from "./use-groups";

/** Asks a server anew for what it lists. */
export function RefreshButton({ mode, id }: { mode: Mode; id: ConnectionId }) {
  const refresh = useRefreshList(mode);
  const busy = useIsFetching({ queryKey: keys[mode](id), exact: true }) > 0;
  return (
    <Button busy={busy} data-testid="refresh-list" onClick={() => void refresh(id)}>
      Refresh
    </Button>
  );
}
