import type { ConnectionView } from "@/ipc";

/** Where a connection leads, as text. */
export function addressOf({ target }: Pick<ConnectionView, "target">): string {
  switch (target.type) {
    case "sample":
      return "Built in · nothing leaves this computer";
    case "url":
      return target.url;
    case "command":
      return target.command.line;
  }
}
