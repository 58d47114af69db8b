import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toastFailure } from "@/components/failure-toast";
import { InsecureNote } from "@/components/insecure-note";
import { Button } from "@/components/ui/button";
import { type ConnectionView, putConnection, useIpc } from "@/ipc";
import { draftOf, requestOf } from "@/lib/connection-draft";

/** Warns for as long as the server's certificate isn't checked, and lets it be checked again. */
export function InsecureBanner({ connection }: { connection: ConnectionView }) {
  const ipc = useIpc();
  const client = useQueryClient();
  const { id, name, target, status } = connection;
  const check = useMutation({
    mutationFn: async () => {
      const draft = draftOf(connection);
      const network = { ...draft.network, acceptInvalidCertificate: false };
      putConnection(client, await ipc.configureConnection(id, requestOf({ ...draft, network })));
      putConnection(client, await ipc.reconnect(id));
    },
    onError: (error) => toastFailure(error, name),
  });
  const accepted = target.type === "url" && target.network.acceptInvalidCertificate;
  if (!accepted && !(status.type === "connected" && status.insecure)) return null;
  return (
    <InsecureNote host={target.type === "url" ? hostOf(target.url) : name}>
      <Button size="sm" busy={check.isPending} onClick={() => check.mutate()} data-testid="check-certificate">
        Check it again
      </Button>
    </InsecureNote>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
