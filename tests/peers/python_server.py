"""A server on the Python SDK, either generation, over Streamable HTTP. Usage: python_server.py PORT"""

import sys

port = int(sys.argv[1])

try:  # mcp 2.x
    from mcp.server import MCPServer

    server = MCPServer("python-peer")

    def serve():
        server.run(transport="streamable-http", port=port)
except ImportError:  # mcp 1.x
    from mcp.server.fastmcp import FastMCP

    server = FastMCP("python-peer", port=port)

    def serve():
        server.run(transport="streamable-http")


@server.tool()
def greet(name: str) -> str:
    """Greets somebody."""
    return f"hello {name}"


serve()
