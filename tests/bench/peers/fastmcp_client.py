"""FastMCP as a client; see jobs.py."""

import asyncio
import os
import sys

from fastmcp import Client

import jobs


async def main():
    async with Client(sys.argv[2], auth=os.environ.get("BENCH_TOKEN")) as client:
        await jobs.run(client, lambda listed: listed)


asyncio.run(main())
