import { Bot, MessageSquare, User } from "lucide-react";
import type { ReactNode } from "react";

const ROLES: Record<string, { word: string; Icon: typeof User }> = {
  user: { word: "User", Icon: User },
  assistant: { word: "Assistant", Icon: Bot },
};

interface MessageBlockProps {
  /** Who says it, according to the server. */
  role: string;
  place: number;
  children: ReactNode;
}

/** One message of a conversation under the role it is said in. */
export function MessageBlock({ role, place, children }: MessageBlockProps) {
  const { word, Icon } = (Object.hasOwn(ROLES, role) ? ROLES[role] : undefined) ?? {
    word: role || "No role",
    Icon: MessageSquare,
  };
  return (
    <section
      aria-label={`Message ${place}, ${word}`}
      data-testid={`message-${place}`}
      className="flex min-w-0 flex-col gap-1.5 border-line border-l-2 pl-3"
    >
      <h3 className="flex items-center gap-1.5 font-medium text-fg2 text-meta">
        <Icon aria-hidden className="size-3.5!" />
        {word}
      </h3>
      {children}
    </section>
  );
}
