"""One line of log, and one count, for each request."""

from __future__ import annotations

import time
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from watchkeeper.model.clock import SystemClock
from watchkeeper.serve.counts import Counts
from watchkeeper.serve.request_line import RequestLine, RequestLines

_CLOCK = SystemClock()
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class RequestLog:
    """Wraps an application; looks at method, route, status and size, never at what is inside."""

    def __init__(self, app: ASGIApp, paths: Mapping[object, str], counts: Counts) -> None:
        self._app = app
        self._counts = counts
        self._lines = RequestLines()
        self._paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; tell of it when it is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status, size = 500, 0

        async def watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._tell(scope, status, size, time.perf_counter() - start)

    def _tell(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        # The path of no route may hold anything, a secret too: it is not repeated.
        route = self._paths.get(scope.get("endpoint"), "(none)")
        method = scope["method"] if scope["method"] in _METHODS else "(other)"
        self._counts.request(method, route, status, seconds)
        model = scope.get("path_params", {}).get("model") if status < 400 else None
        self._lines.add(
            RequestLine(
                method=method,
                route=route,
                status=status,
                ms=round(1000 * seconds, 2),
                bytes=size,
                timestamp=_CLOCK.now().isoformat(),
                model=model or "",
            )
        )
