import { failureOf } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { toast } from "./ui/toast";

/** Says in passing why something could not be done; `about` is what it was to be done with. */
export function toastFailure(error: unknown, about?: string): void {
  const { title, why } = failureWords(failureOf(error));
  toast({ title: about === undefined ? title : `${about}: ${title}`, description: why });
}
