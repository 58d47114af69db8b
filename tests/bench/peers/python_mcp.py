"""The Python SDK as a client; see jobs.py."""

import asyncio
import os
import sys

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

import jobs


async def main():
    token = os.environ.get("BENCH_TOKEN")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(sys.argv[2], http_client=http)
        async with Client(transport, mode="2026-07-28") as client:
            await jobs.run(client, lambda listed: listed.tools)


asyncio.run(main())
