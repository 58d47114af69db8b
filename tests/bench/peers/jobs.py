"""What the benchmarks ask of every client, for both Python clients:
`one-shot URL TOOL ARGUMENTS | list URL | loop URL CALLS CONCURRENCY`."""

import asyncio
import json
import sys
import time


async def run(client, tools_of):
    """Does the job on the command line with a connected client."""
    job, _url, *rest = sys.argv[1:]
    if job == "one-shot":
        tool, arguments = rest
        names = [tool.name for tool in tools_of(await client.list_tools())]
        assert tool in names, f"the server has no tool {tool}"
        result = await client.call_tool(tool, json.loads(arguments))
        for part in result.content:
            print(part.text)
    elif job == "list":
        for tool in tools_of(await client.list_tools()):
            print(tool.name, len(tool.model_dump()), sep="\t")
    elif job == "loop":
        await loop(client, int(rest[0]), int(rest[1]))
    else:
        raise SystemExit(f"no job named {job}")


async def loop(client, calls, concurrency):
    await share(client, calls // 10, concurrency)
    start = time.perf_counter()
    times = await share(client, calls, concurrency)
    seconds = time.perf_counter() - start
    times.sort()

    def at(part):
        return times[round((len(times) - 1) * part)] * 1e6

    print(json.dumps({"p50_us": at(0.5), "p99_us": at(0.99), "per_second": calls / seconds}))


async def share(client, calls, concurrency):
    times = []
    left = iter(range(calls))

    async def caller():
        for _ in left:
            start = time.perf_counter()
            await client.call_tool("echo", {"text": "hi"})
            times.append(time.perf_counter() - start)

    await asyncio.gather(*(caller() for _ in range(concurrency)))
    return times
