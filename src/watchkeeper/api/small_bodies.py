"""Bodies of JSON are small: a larger one is refused before it is read whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

from watchkeeper.api.body import announced_size, refuse_larger

MOST_BYTES = 4 * 1024 * 1024


class SmallBodyRoute(APIRoute):
    """A route whose body has at most 4 MiB."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        """Return the handler, behind the check of the size."""
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def handle_small(request: Request) -> Response:
            refuse_larger(announced_size(request.headers), MOST_BYTES)
            receive, size = request.receive, 0

            async def receive_small() -> Message:
                nonlocal size
                message = await receive()
                size += len(message.get("body", b""))
                refuse_larger(size, MOST_BYTES)
                return message

            return await handle(Request(request.scope, receive_small))

        return handle_small
