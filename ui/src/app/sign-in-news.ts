import type { QueryClient } from "@tanstack/react-query";
import { toast } from "@/components/ui/toast";
import { signInFailed, signInSucceeded, wasPasted } from "@/features/sign-in";
import { type AppEvent, type ConnectionId, type ConnectionView, keys } from "@/ipc";
import { failureWords } from "@/lib/failure-words";

/** Says how a sign-in ended: the person comes from the browser and may be on any page. */
export function tellOfSignIn(client: QueryClient, event: AppEvent): void {
  switch (event.type) {
    case "signed_in": {
      signInSucceeded(event.id);
      const name = nameOf(client, event.id);
      toast({
        title: event.account === "" ? `Signed in to ${name}` : `Signed in to ${name} as ${event.account}`,
      });
      return;
    }
    case "sign_in_failed": {
      if (signInFailed(event.id, event.failure)) return;
      const { title, why } = failureWords(event.failure);
      toast({ title: `${nameOf(client, event.id)}: ${title}`, description: why });
      return;
    }
    case "sign_in_dropped":
      if (!wasPasted()) toast({ title: "This sign-in link is not from a request made here." });
  }
}

function nameOf(client: QueryClient, id: ConnectionId): string {
  const connections = client.getQueryData<ConnectionView[]>(keys.connections);
  return connections?.find((connection) => connection.id === id)?.name ?? "the server";
}
