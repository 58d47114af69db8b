"""An authorization server and the MCP server behind it, on the Python SDK's own framework, either generation.

Whoever asks is let in. Refresh tokens rotate, and one that comes a second time ends everything it led to.

Usage: python_server.py PORT; ACCESS_TOKEN_SECONDS sets how long access tokens live. GET /test/counts says what happened.
"""

import os
import secrets
import sys
import time
from collections import Counter

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    OAuthAuthorizationServerProvider,
    RefreshToken,
    construct_redirect_uri,
)
from mcp.server.auth.settings import AuthSettings, ClientRegistrationOptions, RevocationOptions
from mcp.shared.auth import OAuthToken
from starlette.responses import JSONResponse

PORT = int(sys.argv[1])
ORIGIN = f"http://127.0.0.1:{PORT}"
LIFE = int(os.environ.get("ACCESS_TOKEN_SECONDS", "3600"))
SCOPES = ["mcp:read"]


class Access(AccessToken):
    family: str


class Refresh(RefreshToken):
    family: str


class Provider(OAuthAuthorizationServerProvider[AuthorizationCode, Refresh, Access]):
    """Keeps everything in memory. A family is what one sign-in led to."""

    def __init__(self):
        self.clients, self.codes, self.access, self.refresh = {}, {}, {}, {}
        self.spent: dict[str, str] = {}
        self.happened: Counter[str] = Counter()

    async def get_client(self, client_id):
        return self.clients.get(client_id)

    async def register_client(self, client_info):
        self.clients[client_info.client_id] = client_info
        self.happened["registered"] += 1

    async def authorize(self, client, params):
        code = AuthorizationCode(
            code=secrets.token_urlsafe(32),
            scopes=params.scopes or SCOPES,
            expires_at=time.time() + 60,
            client_id=client.client_id,
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
            resource=params.resource,
        )
        self.codes[code.code] = code
        return construct_redirect_uri(str(params.redirect_uri), code=code.code, state=params.state)

    async def load_authorization_code(self, client, authorization_code):
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(self, client, authorization_code):
        del self.codes[authorization_code.code]
        self.happened["authorization_code"] += 1
        return self.issue(authorization_code, authorization_code.scopes, secrets.token_hex(8))

    async def load_refresh_token(self, client, refresh_token):
        if refresh_token in self.spent:
            self.happened["reused"] += 1
            self.end(self.spent[refresh_token])
        return self.refresh.get(refresh_token)

    async def exchange_refresh_token(self, client, refresh_token, scopes):
        del self.refresh[refresh_token.token]
        self.spent[refresh_token.token] = refresh_token.family
        self.happened["refresh_token"] += 1
        return self.issue(refresh_token, scopes, refresh_token.family)

    async def load_access_token(self, token):
        return self.access.get(token)

    async def revoke_token(self, token):
        self.happened["revoked"] += 1
        self.end(token.family)

    def issue(self, grant, scopes, family):
        """A new pair of tokens for what `grant` was given for."""
        given = {"client_id": grant.client_id, "scopes": scopes, "resource": grant.resource, "family": family}
        access = Access(token=secrets.token_urlsafe(32), expires_at=int(time.time()) + LIFE, **given)
        refresh = Refresh(token=secrets.token_urlsafe(32), **given)
        self.access[access.token], self.refresh[refresh.token] = access, refresh
        return OAuthToken(
            access_token=access.token,
            token_type="Bearer",
            expires_in=LIFE,
            scope=" ".join(scopes),
            refresh_token=refresh.token,
        )

    def end(self, family):
        for tokens in (self.access, self.refresh):
            for token in [token for token, kept in tokens.items() if kept.family == family]:
                del tokens[token]


provider = Provider()
options = {
    "auth_server_provider": provider,
    "auth": AuthSettings(
        issuer_url=ORIGIN,
        resource_server_url=f"{ORIGIN}/mcp",
        validate_token_resource=True,
        required_scopes=SCOPES,
        client_registration_options=ClientRegistrationOptions(
            enabled=True, valid_scopes=SCOPES, default_scopes=SCOPES
        ),
        revocation_options=RevocationOptions(enabled=True),
    ),
}

try:  # mcp 2.x
    from mcp.server import MCPServer

    server = MCPServer("python-authorization", **options)

    def serve():
        server.run(transport="streamable-http", port=PORT)
except ImportError:  # mcp 1.x
    from mcp.server.fastmcp import FastMCP

    server = FastMCP("python-authorization", port=PORT, **options)

    def serve():
        server.run(transport="streamable-http")


@server.tool()
def whoami() -> str:
    """Says who is calling, and what they may do."""
    token = get_access_token()
    return f"client {token.client_id} may {' '.join(token.scopes)}"


@server.custom_route("/test/counts", methods=["GET"])
async def counts(_request):
    return JSONResponse({**provider.happened, "live_refresh_tokens": len(provider.refresh)})


serve()
