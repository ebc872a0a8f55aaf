"""The short road to the routes that are asked most: the ingest doors."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from watchkeeper.errors import ConfigError

_MODEL = "{model}"


class ShortRoad:
    """ASGI middleware: hands POSTs to ``.../{model}/<name>`` to their route at once.

    It stands behind the gate and the security headers. What it saves is all that a framework
    does for routes of any form: half of what a small request costs. Whatever is not exactly such
    a request goes on to the application, which has the same routes.
    """

    def __init__(self, app: ASGIApp, *, doors: Sequence[Route]) -> None:
        self._app = app
        self._doors: dict[tuple[str, str], Route] = {}
        for door in doors:
            before, model, after = door.path.partition(_MODEL)
            if not model or "{" in after:
                raise ConfigError(f"{door.path!r} is no path of a door: {_MODEL} and nothing else")
            self._doors[before, after] = door
        self._starts = {before for before, _ in self._doors}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] == "POST":
            path = scope["path"]
            for start in self._starts:
                if path.startswith(start):
                    model, slash, rest = path[len(start) :].partition("/")
                    door = self._doors.get((start, slash + rest))
                    if door is not None and model:
                        scope["path_params"] = {"model": model}
                        scope["endpoint"] = door.endpoint
                        await door.app(scope, receive, send)
                        return
        await self._app(scope, receive, send)
