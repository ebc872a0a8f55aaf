"""The clock of a replayed workspace, moved over HTTP."""

from __future__ import annotations

from datetime import datetime

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from watchkeeper.api.doors.body import read_body
from watchkeeper.api.doors.refused import Refused
from watchkeeper.app.kept_clock import move_clock
from watchkeeper.errors import StoreError, WatchkeeperError
from watchkeeper.serve.drained import drained
from watchkeeper.store.inbox import Room
from watchkeeper.store.store import Store
from watchkeeper.wire.doors import PREFIX


class _Asked(msgspec.Struct):
    """The body of the request."""

    now: datetime
    until: datetime | None = None


def clock_routes(store: Store) -> list[Route]:
    """Return ``POST /clock`` with ``{"now": "2024-03-01T00:00:00Z"}`` and ``GET /clock``.

    What was acknowledged before the clock moves is in the lake when it has moved: so a record
    belongs to the time at which it was sent.
    """

    async def get_clock(request: Request) -> Response:
        return JSONResponse({"now": store.clock.now().isoformat()})

    async def post_clock(request: Request) -> Response:
        try:
            body = await read_body(request.scope, request.receive, Room())
            asked = msgspec.json.decode(body, type=_Asked)
        except Refused as refused:
            reply = {"error": refused.error, "hint": _HINT}
            return JSONResponse(reply, refused.status)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            return JSONResponse({"error": f"no time was given: {error}", "hint": _HINT}, 422)
        try:
            await run_in_threadpool(drained, store)
            await run_in_threadpool(move_clock, store, asked.now, asked.until)
        except WatchkeeperError as error:
            status = 503 if isinstance(error, StoreError) else 409
            return JSONResponse({"error": error.message, "hint": error.hint}, status)
        return JSONResponse({"now": store.clock.now().isoformat()})

    return [
        Route(f"{PREFIX}/clock", get_clock, methods=["GET"]),
        Route(f"{PREFIX}/clock", post_clock, methods=["POST"]),
    ]


_HINT = 'send {"now": "2024-03-01T00:00:00Z"}'
