"""The body of a request, read up to a limit."""

from __future__ import annotations

from starlette.types import Receive, Scope

from watchkeeper.api.doors.refused import Refused, too_large
from watchkeeper.store.inbox import Room
from watchkeeper.wire.doors import MAX_BODY_BYTES


async def read_body(scope: Scope, receive: Receive, room: Room) -> bytes:
    """Return the body, which *room* holds then; refuse it as soon as it is known to be too large.

    Raises:
        Refused: it is too large, empty, packed, or the sender went away.
        NoRoom: there is no room for it now.
    """
    most_bytes = min(MAX_BODY_BYTES, room.most_bytes)
    _check_headers(scope, room, most_bytes)
    parts: list[bytes] = []
    try:
        await _read(receive, room, most_bytes, parts)
    except BaseException:
        room.give_back(sum(map(len, parts)))
        raise
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def _read(receive: Receive, room: Room, most_bytes: int, parts: list[bytes]) -> None:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "the body broke off")
        part = message.get("body", b"")
        size += len(part)
        if size > most_bytes:
            raise too_large(most_bytes)
        room.take(len(part))
        parts.append(part)
        more = message.get("more_body", False)
    if not size:
        raise Refused(400, "the body is empty", 'send {"records": [...]}')


def _check_headers(scope: Scope, room: Room, most_bytes: int) -> None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            announced = int(value)
            if announced > most_bytes:
                raise too_large(most_bytes)
            room.require(announced)
        if name == b"content-encoding" and value.lower() != b"identity":
            raise Refused(415, "the body is packed", "send it as it is, without Content-Encoding")
