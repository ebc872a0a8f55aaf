"""Headers that every reply carries."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from watchkeeper.wire.security_headers import SECURITY_HEADERS

_RAW = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS)


class SecurityHeaders:
    """ASGI middleware that adds `SECURITY_HEADERS`; one that a reply sets itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                names = {name for name, _ in given}
                message["headers"] = [*given, *(pair for pair in _RAW if pair[0] not in names)]
            await send(message)

        await self._app(scope, receive, send_with_headers)
