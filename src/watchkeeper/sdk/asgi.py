"""ASGI middleware: an operation for each request, and predictions with the request's latency.

    app.add_middleware(WatchkeeperMiddleware, client=client)

    @app.post("/score")
    def score(flight: Flight, request: Request) -> dict:
        ...
        request.state.watchkeeper.log(features, prediction="late", score=0.83)

It works with FastAPI, Starlette and every other ASGI framework, and imports none of them.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any

from watchkeeper.sdk.client import Client
from watchkeeper.sdk.resources import cpu_seconds, memory_mb

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

RESOURCES_EVERY_S = 10.0


class WatchedRequest:
    """The request that is being answered; its ``log`` fills in latency and request id."""

    def __init__(self, client: Client, request_id: str | None) -> None:
        self._client = client
        self._request_id = request_id
        self._began = time.perf_counter()
        self._ended: float | None = None
        self.status = 0

    @property
    def latency_ms(self) -> float:
        """Return how long the answer took, so far while it is not complete."""
        ended = time.perf_counter() if self._ended is None else self._ended
        return round((ended - self._began) * 1000, 3)

    def saw(self, message: Message) -> None:
        """Learn from a *message* of the answer its status and its end."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            # What runs after the answer is not waited for by anybody.
            self._ended = time.perf_counter()

    def log(self, features: Mapping[str, Any], prediction: Any = None, **fields: Any) -> str:
        """Record an answer given in this request: ``Client.log`` with what the request knows."""
        try:
            known = {"latency_ms": self.latency_ms, "request_id": self._request_id}
            return self._client.log(features, prediction, **{**known, **fields})
        except TypeError:
            # A field that log() does not have: counted and told there, like all that is wrong.
            return self._client.log_many([{"features": features, **fields}])[0]


_CURRENT: ContextVar[WatchedRequest] = ContextVar("watchkeeper_request")


def current_request() -> WatchedRequest | None:
    """Return the request that is being answered, where its object is not at hand; else None."""
    return _CURRENT.get(None)


class WatchkeeperMiddleware:
    """Records an operation for each HTTP request, and processor and memory now and then.

    The route's template is recorded, never the path: that may hold names or keys. Of an error
    its class is recorded, never its text.

    Args:
        app: The application.
        client: Where the records go.
        ignore: Route templates that are not worth a record, such as the probe of a balancer.
        request_id_header: The header that names the request.
        resources_every_s: How often processor time and memory are recorded.
    """

    def __init__(
        self,
        app: App,
        client: Client,
        *,
        ignore: tuple[str, ...] = ("/healthz", "/readyz", "/metrics"),
        request_id_header: str = "x-request-id",
        resources_every_s: float = RESOURCES_EVERY_S,
    ) -> None:
        self._app = app
        self._client = client
        self._ignore = frozenset(ignore)
        self._id_header = request_id_header.lower().encode()
        self._every_s = resources_every_s
        self._looked_at = time.monotonic()
        self._cpu_s = cpu_seconds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer through the application, and record how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = WatchedRequest(self._client, _header(scope, self._id_header))
        scope.setdefault("state", {})["watchkeeper"] = request

        async def watched_send(message: Message) -> None:
            await send(message)
            request.saw(message)

        error = ""
        token = _CURRENT.set(request)
        try:
            await self._app(scope, receive, watched_send)
        except BaseException as raised:
            error = type(raised).__name__
            raise
        finally:
            _CURRENT.reset(token)
            self._record(scope, request, error)

    def _record(self, scope: Scope, request: WatchedRequest, error: str) -> None:
        route = _route(scope)
        if route not in self._ignore:
            if not error and request.status >= 500:
                error = f"HTTP {request.status}"
            self._client.operation(
                "request",
                name=f"{scope.get('method', '')} {route}",
                latency_ms=request.latency_ms,
                status="error" if error else "ok",
                error=error or None,
            )
        now = time.monotonic()
        if now - self._looked_at >= self._every_s:
            used, self._cpu_s, self._looked_at = cpu_seconds() - self._cpu_s, cpu_seconds(), now
            self._client.operation("interval", cpu_s=round(used, 3), memory_mb=memory_mb())


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope.get("headers", ()):
        if key.lower() == name:
            return bytes(value).decode("latin-1")
    return None


def _route(scope: Scope) -> str:
    """Return the template of the route that answered, or the name of what did."""
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        return path
    name = getattr(scope.get("endpoint"), "__name__", None)
    return name if isinstance(name, str) else "(no route)"
