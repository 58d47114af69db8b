// The TypeScript SDK doing what the benchmarks ask of every client:
// `typescript.mjs one-shot URL TOOL ARGUMENTS | list URL | loop URL CALLS CONCURRENCY`.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const [job, url, ...rest] = process.argv.slice(2);
const token = process.env.BENCH_TOKEN;
const client = new Client(
  { name: "typescript-peer", version: "1" },
  { versionNegotiation: { mode: { pin: "2026-07-28" } } },
);
await client.connect(
  new StreamableHTTPClientTransport(new URL(url), {
    requestInit: token ? { headers: { Authorization: `Bearer ${token}` } } : {},
  }),
);
if (job === "one-shot") await oneShot(rest[0], JSON.parse(rest[1]));
else if (job === "list") await list();
else if (job === "loop") await loop(Number(rest[0]), Number(rest[1]));
else throw new Error(`no job named ${job}`);
await client.close();

async function oneShot(tool, args) {
  const { tools } = await client.listTools();
  if (!tools.some(({ name }) => name === tool)) throw new Error(`the server has no tool ${tool}`);
  const { content } = await client.callTool({ name: tool, arguments: args });
  for (const { text } of content) process.stdout.write(`${text}\n`);
}

async function list() {
  const { tools } = await client.listTools();
  const line = ({ name, inputSchema }) => `${name}\t${Object.keys(inputSchema).length}\n`;
  process.stdout.write(tools.map(line).join(""));
}

async function loop(calls, concurrency) {
  const call = () => client.callTool({ name: "echo", arguments: { text: "hi" } });
  await share(call, Math.floor(calls / 10), concurrency);
  const start = performance.now();
  const times = await share(call, calls, concurrency);
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.round((times.length - 1) * part)] * 1000;
  console.log(JSON.stringify({ p50_us: at(0.5), p99_us: at(0.99), per_second: calls / seconds }));
}

async function share(call, calls, concurrency) {
  const times = [];
  let left = calls;
  const caller = async () => {
    while (left-- > 0) {
      const start = performance.now();
      await call();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return times;
}
