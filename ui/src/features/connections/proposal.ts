import type { ConnectionDraft } from "@/lib/connection-draft";
import type { SheetFocus } from "@/lib/sheet-focus";

/** What someone was sent to a field to change is changed already, and waits to be saved. */
export function proposal(focus: SheetFocus, { network }: ConnectionDraft): Partial<ConnectionDraft> {
  switch (focus) {
    case "era":
      return { era: "legacy" };
    case "transport":
      return { transport: "auto" };
    case "accept_invalid_certificate":
      return { network: { ...network, acceptInvalidCertificate: true } };
    default:
      return {};
  }
}
