"""The check that every request passes: resources, ingest doors and pages alike."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from watchkeeper.api.access import Access, is_loopback
from watchkeeper.api.callers import Callers, bearer_of, session_of
from watchkeeper.api.errors import status_of, told
from watchkeeper.api.rules import Needed, needed
from watchkeeper.errors import StoreError
from watchkeeper.model.access import Token
from watchkeeper.wire.cross_site import is_cross_site

_CHALLENGE = 'Bearer realm="watchkeeper"'


class Gate:
    """ASGI middleware: lets a request through, or answers 401, 403 or 421 itself.

    The token of whoever asks is in ``request.state.token`` behind it (None in open mode).
    """

    def __init__(self, app: ASGIApp, *, access: Access, callers: Callers) -> None:
        self._app = app
        self._access = access
        self._callers = callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            try:
                refusal = await self._refusal(scope, Headers(scope=scope))
            except StoreError as error:
                # Whom to let in is not known: nobody.
                refusal = told(status_of(error), error.message, error.hint)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if self._access.mode == "open":
            token = None
        else:
            token = await self._caller(headers, scope["scheme"])
        scope.setdefault("state", {})["token"] = token
        return self._wrong_host(headers) or self._refused(scope, headers, token)

    async def _caller(self, headers: Headers, scheme: str) -> Token | None:
        secret = bearer_of(headers)
        if secret is not None:
            return await self._callers.of_bearer(secret)
        session = session_of(headers, scheme)
        return None if session is None else await self._callers.of_session(session)

    def _wrong_host(self, headers: Headers) -> Response | None:
        if self._access.mode == "tokens" or self._access.any_host:
            return None
        name = _without_port(headers.get("host", ""))
        if is_loopback(name):
            return None
        return told(
            421,
            f"this server does not answer under the name {name!r}",
            "without access tokens it is for 127.0.0.1 and localhost only",
        )

    def _refused(self, scope: Scope, headers: Headers, token: Token | None) -> Response | None:
        by_bearer = token is not None and bearer_of(headers) is not None
        if not by_bearer and is_cross_site(scope["method"], headers):
            return told(
                403, "another site's page asked for this", "open Watchkeeper itself and try there"
            )
        if self._access.mode == "open":
            return None
        wanted = needed(scope["method"], scope["path"], scope["query_string"].decode("latin-1"))
        if wanted.scope is None:
            return None
        if token is None:
            return _unknown_caller(scope, headers)
        return _not_allowed(wanted, token)


def _unknown_caller(scope: Scope, headers: Headers) -> Response:
    shown = bearer_of(headers) is not None
    if not shown and scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        return RedirectResponse(f"/login?next={quote(_address(scope), safe='')}", 303)
    if shown:
        error, challenge = "the token is not valid here", f'{_CHALLENGE}, error="invalid_token"'
        hint = "it was mistyped, revoked, or has expired; make one: watchkeeper tokens create"
    else:
        error, challenge = "a token is needed", _CHALLENGE
        hint = "send the header Authorization: Bearer wk_...; a browser logs in at /login"
    return told(401, error, hint, headers={"WWW-Authenticate": challenge})


def _not_allowed(wanted: Needed, token: Token) -> Response | None:
    scope = wanted.scope
    if scope is not None and not token.allows(scope):
        has = ", ".join(token.scopes)
        return told(403, f"this needs the scope {scope}", f"the token {token.name!r} has: {has}")
    if token.model is None or wanted.shared or wanted.models == {token.model}:
        return None
    return told(
        403,
        f"the token {token.name!r} is for the model {token.model!r} only",
        "ask for that model by name, or use a token for all models",
    )


def _address(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    path = quote(scope["path"])
    return f"{path}?{query}" if query else path


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
