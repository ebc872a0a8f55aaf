"""The body of a request, read up to a limit."""

from __future__ import annotations

from starlette.types import Receive, Scope

from watchkeeper.api.doors.refused import Refused, too_large
from watchkeeper.wire.doors import MAX_BODY_BYTES


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """Return the body; refuse it as soon as it is known to be too large.

    Raises:
        Refused: it is too large, empty, packed, or the sender went away.
    """
    _check_headers(scope)
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "the body broke off")
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise too_large()
        parts.append(part)
        more = message.get("more_body", False)
    if not size:
        raise Refused(400, "the body is empty", 'send {"records": [...]}')
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _check_headers(scope: Scope) -> None:
    for name, value in scope["headers"]:
        if name == b"content-length" and int(value) > MAX_BODY_BYTES:
            raise too_large()
        if name == b"content-encoding" and value.lower() != b"identity":
            raise Refused(415, "the body is packed", "send it as it is, without Content-Encoding")
