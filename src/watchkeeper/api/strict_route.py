"""A route that takes nothing it does not know, and no large body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

from watchkeeper.api.body import announced_size, refuse_larger
from watchkeeper.errors import unknown_name

MOST_BYTES = 4 * 1024 * 1024


class StrictRoute(APIRoute):
    """A route whose body has at most 4 MiB, and whose query has only arguments it knows."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Return the handler, behind both checks."""
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            self._refuse_unknown_arguments(request)
            refuse_larger(announced_size(request.headers), MOST_BYTES)
            return await handle(Request(request.scope, _counted(request)))

        return handle_strictly

    def _refuse_unknown_arguments(self, request: Request) -> None:
        # FastAPI drops them: a misspelt filter would silently filter nothing.
        known = {parameter.alias for parameter in self.dependant.query_params}  # codespell:ignore
        for name in request.query_params:
            if name not in known:
                raise unknown_name("argument", name, known, where="query")


def _counted(request: Request) -> Callable[[], Awaitable[Message]]:
    receive, size = request.receive, 0

    async def receive_small() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        refuse_larger(size, MOST_BYTES)
        return message

    return receive_small
