import type { QueryClient } from "@tanstack/react-query";
import { toast } from "@/components/ui/toast";
import { type AppEvent, type ConnectionView, keys } from "@/ipc";

/** Says in passing how a sign-in ended: the person comes from the browser and may be on any page. */
export function toastSignIn(client: QueryClient, event: AppEvent): void {
  if (event.type === "sign_in_dropped") {
    toast({ title: "This sign-in link is not from a request made here." });
  }
  if (event.type !== "signed_in") return;
  const connections = client.getQueryData<ConnectionView[]>(keys.connections);
  const name = connections?.find(({ id }) => id === event.id)?.name ?? "the server";
  toast({
    title: event.account === "" ? `Signed in to ${name}` : `Signed in to ${name} as ${event.account}`,
  });
}
