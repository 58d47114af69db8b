import { ImageOff, Square, SquareCheck } from "lucide-react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

import { toast } from "@/components/ui/toast";
import { useIpc } from "@/ipc";
import { cn } from "@/lib/cn";

/**
 * Markdown from a server. Raw HTML is shown as text, pictures are not loaded (their address would tell the
 * server that, and when, the result was looked at), and links are copied rather than followed.
 */
export default function Markdown({ text }: { text: string }) {
  return (
    <div dir="auto" className="markdown max-w-prose select-text break-words">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <CopyableLink href={href ?? ""}>{children}</CopyableLink>,
  img: ({ alt, src }) => (
    <span className="inline-flex items-center gap-1 rounded-control border border-line px-1.5 text-fg3 text-meta">
      <ImageOff aria-hidden className="size-3.5!" />
      {alt || "picture"} <span className="break-all">{typeof src === "string" ? src : ""}</span>
    </span>
  ),
  h1: ({ children }) => <h4 className="mt-4 mb-2 text-section first:mt-0">{children}</h4>,
  h2: ({ children }) => <h5 className="mt-4 mb-1.5 font-semibold text-dialog first:mt-0">{children}</h5>,
  h3: ({ children }) => <h6 className="mt-3 mb-1 font-semibold first:mt-0">{children}</h6>,
  p: ({ children }) => <p className="my-2 first:mt-0 last:mb-0">{children}</p>,
  ul: ({ children, className }) => (
    <ul className={cn("my-2 space-y-1", className?.includes("task-list") ? "list-none" : "list-disc pl-5")}>
      {children}
    </ul>
  ),
  ol: ({ children, start }) => (
    <ol start={start} className="my-2 list-decimal space-y-1 pl-5">
      {children}
    </ol>
  ),
  pre: ({ children }) => <pre className="thin-scroll my-2 rounded-control bg-s1 p-2.5">{children}</pre>,
  code: ({ children }) => <code className="rounded bg-s1 px-1">{children}</code>,
  blockquote: ({ children }) => <blockquote className="my-2 border-l-2 pl-3 text-fg2">{children}</blockquote>,
  // The boxes of task lists: they show, they can't be ticked.
  input: ({ checked }) =>
    checked ? (
      <SquareCheck role="img" aria-label="done" className="mr-1.5 inline size-3.5! align-[-2px]" />
    ) : (
      <Square role="img" aria-label="not done" className="mr-1.5 inline size-3.5! align-[-2px]" />
    ),
  hr: () => <hr className="my-3" />,
  table: ({ children }) => (
    <div className="thin-scroll my-2">
      <table className="border-collapse text-left">{children}</table>
    </div>
  ),
  th: ({ children }) => <th className="border px-2 py-1 font-semibold">{children}</th>,
  td: ({ children }) => <td className="border px-2 py-1">{children}</td>,
};

function CopyableLink({ href, children }: { href: string; children: React.ReactNode }) {
  const ipc = useIpc();
  const copy = () =>
    ipc.copyText(href).then(
      () => toast({ title: "Address copied", description: href }),
      () => toast({ title: "Nothing was copied" }),
    );
  return (
    <button
      type="button"
      title={href}
      onClick={copy}
      className="select-text text-left text-accent underline underline-offset-2"
    >
      {children}
    </button>
  );
}
