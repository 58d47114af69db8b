import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { type CommandView, failureOf, keys, useIpc } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { Card, Fact, Facts } from "./card";
import type { ConnectionPartProps } from "./connection-header";

/** The program behind a connection, and the last it said beside the protocol. */
export function ProcessCard({
  connection,
  commands,
  command,
}: ConnectionPartProps & { command: CommandView }) {
  const { program, resolved, args, env, directory, perCall, approved } = command;
  return (
    <Card
      title="Program"
      data-testid="process-card"
      actions={
        <Button size="sm" onClick={() => commands.configure("program")}>
          Edit command
        </Button>
      }
    >
      <Facts>
        <Fact name="Runs">
          <code className="break-all">{resolved ?? program}</code>
          {resolved === null ? (
            <span className="block text-auth text-meta">Not found on this computer</span>
          ) : null}
        </Fact>
        {args.length > 0 ? (
          <Fact name="Arguments">
            <ol className="flex flex-col gap-1">
              {args.map((arg, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: an argument is its place in the line
                <li key={index}>
                  <code className="whitespace-pre-wrap break-all">{arg === "" ? "(empty)" : arg}</code>
                </li>
              ))}
            </ol>
          </Fact>
        ) : null}
        <Fact name="Directory">
          {directory === "" ? "Your home folder" : <code className="break-all">{directory}</code>}
        </Fact>
        {env.length > 0 ? (
          <Fact name="Environment">
            <code className="break-all">{env.map(({ name }) => name).join(", ")}</code>
          </Fact>
        ) : null}
        <Fact name="Process">
          {perCall ? "A new one for every request" : "One, for as long as it is connected"}
        </Fact>
        <Fact name="Approved">{approved ? "Yes, exactly as shown" : "Not as it is now"}</Fact>
      </Facts>
      <Stderr connection={connection} />
    </Card>
  );
}

function Stderr({ connection: { id, status } }: Pick<ConnectionPartProps, "connection">) {
  const ipc = useIpc();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: [...keys.stderr(id), status.type],
    queryFn: () => ipc.stderr(id),
    // It grows without a word.
    staleTime: 0,
  });
  const text = data?.trim() ?? "";
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-medium text-fg3 text-meta">The last it wrote to standard error</h3>
        <Button
          size="sm"
          variant="ghost"
          busy={isFetching}
          onClick={() => void refetch()}
          aria-label="Refresh what it wrote"
        >
          <RotateCw aria-hidden className="size-3.5!" />
          Refresh
        </Button>
      </div>
      {error ? (
        <p className="text-fg2">{failureWords(failureOf(error)).title}</p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it only so
          tabIndex={0}
          aria-label="Standard error"
          role="log"
          className="thin-scroll max-h-60 select-text whitespace-pre-wrap break-words rounded-control bg-s1 p-2.5 text-fg2"
          data-testid="stderr"
        >
          {text === "" ? "Nothing yet." : text}
        </pre>
      )}
    </div>
  );
}
