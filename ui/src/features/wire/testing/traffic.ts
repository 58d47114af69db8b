import type { Ipc, WireDetail, WireEntry, WirePage, WireQuery } from "@/ipc";
import { IpcFailure } from "@/ipc";

/** A log in memory: it answers as the core does, and can grow. */
export interface FakeTraffic {
  answers: Pick<Ipc, "wire" | "wireEntry" | "watchWire" | "clearWire" | "exportWire">;
  add: (line: Partial<WireEntry>, body?: string) => WireEntry;
}

/** Makes a log with these lines. */
export function createTraffic(lines: readonly Partial<WireEntry>[] = []): FakeTraffic {
  let kept: { entry: WireEntry; body: string | null }[] = [];
  let last = 0;
  const add: FakeTraffic["add"] = (line, body) => {
    last += 1;
    const entry = { ...blank, seq: last, at: begin + last * 7, bytes: body?.length ?? 0, ...line };
    kept.push({ entry, body: body ?? null });
    return entry;
  };
  for (const line of lines) add(line);
  const detail = (seq: number): WireDetail => {
    const found = kept.find(({ entry }) => entry.seq === seq);
    if (!found) throw new IpcFailure({ code: "not_found", what: "line of the log", name: String(seq) });
    const answer = kept.findLast(({ entry }) => entry.pair === seq) ?? find(kept, found.entry.pair);
    return {
      entry: found.entry,
      headers: found.entry.status === null && found.entry.kind === "lifecycle" ? [] : headers,
      body: found.body,
      bodyBytes: found.entry.bytes,
      pair: answer?.entry ?? null,
    };
  };
  return {
    add,
    answers: {
      wire: async (query) =>
        page(
          kept.map(({ entry }) => entry),
          query,
        ),
      wireEntry: async (seq) => detail(seq),
      watchWire: async () => {},
      clearWire: async () => {
        kept = [];
      },
      exportWire: async () => ({ path: "/home/you/Downloads/hitchpost-traffic.jsonl", bytes: 4200 }),
    },
  };
}

const begin = new Date("2026-11-21T14:02:07.100").getTime();

const blank: WireEntry = {
  seq: 0,
  at: 0,
  connectionId: null,
  direction: "sent",
  kind: "request",
  method: null,
  rpcId: null,
  pair: null,
  status: null,
  ms: null,
  bytes: 0,
  head: "",
  failed: false,
};

const headers: WireDetail["headers"] = [
  ["content-type", "application/json"],
  ["authorization", "Bearer ••1f3a"],
  ["mcp-protocol-version", "2026-07-28"],
];

function find<T extends { entry: WireEntry }>(kept: readonly T[], seq: number | null): T | undefined {
  return kept.find(({ entry }) => entry.seq === seq);
}

function page(entries: readonly WireEntry[], query: WireQuery): WirePage {
  const { connection, text, kinds, failedOnly, after, limit } = query;
  const wanted = text.trim().toLowerCase();
  const found = entries.filter(
    (entry) =>
      (connection === null || entry.connectionId === connection) &&
      (kinds.length === 0 || kinds.includes(entry.kind)) &&
      (!failedOnly || entry.failed) &&
      `${entry.head} ${entry.method ?? ""} ${entry.rpcId ?? ""}`.toLowerCase().includes(wanted),
  );
  const shown = found.filter(({ seq }) => seq > (after ?? 0)).slice(-limit);
  return { entries: shown, total: found.length, dropped: 0, bytes: 0 };
}

/** A morning's traffic: a sign-in, a handshake, calls, a program's output, failures. */
export function sampleTraffic(): FakeTraffic {
  const traffic = createTraffic();
  const post = "POST https://mcp.linear.app/mcp";
  const oauth = { kind: "oauth", direction: "sent" } as const;
  traffic.add({
    ...oauth,
    head: "GET https://mcp.linear.app/.well-known/oauth-protected-resource",
    status: 200,
    ms: 84,
  });
  traffic.add({ ...oauth, head: "POST https://mcp.linear.app/token", status: 400, ms: 120, failed: true });
  traffic.add({
    kind: "lifecycle",
    head: "The server answers server/discover: it is of the modern era",
    direction: "received",
  });
  for (let call = 1; call <= 60; call += 1) {
    const rpcId = String(call);
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: call,
      method: "tools/call",
      params: { name: "create_issue", arguments: { title: `Fix login ${call}` } },
    });
    const request = traffic.add({ method: "tools/call", rpcId, head: post, bytes: 212 }, body);
    const answer = {
      direction: "received",
      kind: "response",
      method: "tools/call",
      rpcId,
      pair: request.seq,
    } as const;
    if (call % 9 === 0) {
      traffic.add(
        {
          direction: "received",
          kind: "http",
          head: "502 Bad Gateway",
          status: 502,
          ms: 30_012,
          failed: true,
          pair: request.seq,
        },
        "<html>Bad gateway</html>",
      );
    } else if (call % 4 === 0) {
      traffic.add({
        direction: "received",
        kind: "http",
        head: "200 OK",
        status: 200,
        ms: 41,
        pair: request.seq,
      });
      traffic.add(
        {
          direction: "received",
          kind: "notification",
          method: "notifications/progress",
          head: "event: message",
          status: 200,
          bytes: 96,
        },
        '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":40}}',
      );
      traffic.add(
        { ...answer, head: "event: message", status: 200, ms: 1412, bytes: 1843 },
        '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"Created ENG-412"}]}}',
      );
    } else {
      traffic.add(
        { ...answer, head: "200 OK", status: 200, ms: 412, bytes: 1843 },
        '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"Created ENG-412"}],"isError":false}}',
      );
    }
  }
  traffic.add(
    { direction: "received", kind: "stderr", head: "INFO listening for messages on stdin", bytes: 37 },
    "INFO listening for messages on stdin\n",
  );
  traffic.add(
    { direction: "received", kind: "noise", head: "Server ready!", bytes: 13, failed: true },
    "Server ready!",
  );
  return traffic;
}
