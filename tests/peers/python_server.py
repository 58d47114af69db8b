"""A server on the Python SDK, either generation, or on FastMCP. Usage: python_server.py PORT [streamable-http|sse|stdio]"""

import sys

port = int(sys.argv[1])
transport = sys.argv[2] if len(sys.argv) > 2 else "streamable-http"


def make():
    """The server and what runs it: whichever of the three is installed."""
    try:
        from fastmcp import FastMCP
    except ImportError:
        pass
    else:
        server = FastMCP("python-peer")
        way = {"show_banner": False} if transport == "stdio" else {"host": "127.0.0.1", "port": port}
        return server, lambda: server.run(transport=transport, **way)
    try:
        from mcp.server import MCPServer
    except ImportError:
        from mcp.server.fastmcp import FastMCP as Server1

        server = Server1("python-peer", port=port)
        return server, lambda: server.run(transport=transport)
    server = MCPServer("python-peer")
    way = {} if transport == "stdio" else {"port": port}
    return server, lambda: server.run(transport=transport, **way)


server, serve = make()


@server.tool()
def greet(name: str) -> str:
    """Greets somebody."""
    return f"hello {name}"


serve()
