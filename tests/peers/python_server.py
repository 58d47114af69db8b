"""A server on the Python SDK, either generation. Usage: python_server.py PORT [streamable-http|sse]"""

import sys

port = int(sys.argv[1])
transport = sys.argv[2] if len(sys.argv) > 2 else "streamable-http"

try:  # mcp 2.x
    from mcp.server import MCPServer

    server = MCPServer("python-peer")

    def serve():
        server.run(transport=transport, port=port)
except ImportError:  # mcp 1.x
    from mcp.server.fastmcp import FastMCP

    server = FastMCP("python-peer", port=port)

    def serve():
        server.run(transport=transport)


@server.tool()
def greet(name: str) -> str:
    """Greets somebody."""
    return f"hello {name}"


serve()
