import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Cable, CirclePlay } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { type Failure, failureOf, putConnection, useIpc } from "@/ipc";

const route = getRouteApi("/connections");

/** Nothing is here yet: paste an address, or try the sample server. */
export function FirstRun() {
  const navigate = route.useNavigate();
  const [url, setUrl] = useState("");
  const sample = useSample();
  const add = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ search: { add: true, url: url.trim() || undefined } });
  };
  return (
    <div className="grid h-full place-items-center p-6">
      <section className="w-full max-w-150" aria-labelledby="first-run-title">
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <div className="grid size-11 place-items-center rounded-card border bg-s1 text-accent">
            <Cable aria-hidden className="size-5!" />
          </div>
          <div>
            <h1 id="first-run-title" className="text-page">
              Connect to an MCP server
            </h1>
            <p className="mt-1 text-fg2">See its tools, call them, and see exactly what comes back.</p>
          </div>
        </div>
        <div className="rounded-card border bg-bg">
          <form onSubmit={add} className="flex gap-2 p-4">
            <Input
              value={url}
              onChange={(event) => setUrl(event.target.value)}
              aria-label="Server URL"
              placeholder="Paste a server URL, for example https://example.com/mcp"
              data-testid="first-run-url"
            />
            <Button type="submit" variant="primary" data-testid="first-run-add">
              Add
            </Button>
          </form>
          <div className="border-t p-2">
            <button
              type="button"
              onClick={() => void sample.start()}
              aria-busy={sample.busy || undefined}
              data-testid="try-sample"
              className="flex w-full items-center gap-3 rounded-control px-3 py-2.5 text-left hover:bg-s1 focus-visible:outline-offset-0"
            >
              {sample.busy ? (
                <Spinner className="text-busy-glyph" />
              ) : (
                <CirclePlay aria-hidden className="text-accent" />
              )}
              <span>
                <span className="block font-medium">Try the sample server</span>
                <span className="block text-fg3 text-meta">
                  Built in, works offline, nothing leaves this computer
                </span>
              </span>
            </button>
          </div>
        </div>
        {sample.failure ? (
          <ErrorCard
            failure={sample.failure}
            handlers={{ retry: () => void sample.start() }}
            className="mt-4"
          />
        ) : null}
      </section>
    </div>
  );
}

/** One click from nothing to a tool that is ready to run. */
function useSample() {
  const ipc = useIpc();
  const client = useQueryClient();
  const navigate = route.useNavigate();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const start = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const { id } = await ipc.addSample();
      const connection = await ipc.connect(id);
      // Listed before leaving, or the page behind would still say that nothing is here.
      putConnection(client, connection);
      const { status } = connection;
      if (status.type === "connected")
        await navigate({ to: "/playground", search: { connection: id, tool: "add" } });
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { start, busy, failure };
}
