import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toastFailure } from "@/components/failure-toast";
import { toast } from "@/components/ui/toast";
import { useAuthorize, wantsOAuth } from "@/features/sign-in";
import { type ConnectionView, type Failure, failureOf, type LinkView, putConnection, useIpc } from "@/ipc";
import { newDraft, requestOf } from "@/lib/connection-draft";

type AddLink = Extract<LinkView, { type: "add" }>;

/** Adds the server of a link and, if wanted, connects it. Resolves to why it was not added. */
export function useAddLinked({ url, name }: AddLink): (connect: boolean) => Promise<Failure | undefined> {
  const ipc = useIpc();
  const client = useQueryClient();
  const navigate = useNavigate();
  const authorize = useAuthorize();
  const draft = { ...newDraft(url), name: name ?? "" };

  /** Goes as far as it goes without asking for anything but a sign-in in the browser. */
  const goOn = async (added: ConnectionView) => {
    const { id } = added;
    const view = await ipc.connect(id);
    putConnection(client, view);
    const { status } = view;
    if (status.type === "connected") {
      await navigate({ to: "/playground", search: { connection: id } });
    } else if (wantsOAuth(status)) {
      putConnection(
        client,
        await ipc.configureConnection(id, requestOf({ ...draft, name: view.name, auth: "oauth" })),
      );
      await authorize(id, { openAfter: true });
    }
  };
  return async (connect) => {
    let added: ConnectionView;
    try {
      added = await ipc.addConnection(requestOf(draft));
    } catch (error) {
      return failureOf(error);
    }
    putConnection(client, added);
    void navigate({ to: "/connections", search: {} });
    if (connect) goOn(added).catch((error: unknown) => toastFailure(error, added.name));
    else toast({ title: `Added “${added.name}”. It is not connected.` });
    return undefined;
  };
}
