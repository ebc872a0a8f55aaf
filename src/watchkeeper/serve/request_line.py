"""The line of log that each request leaves, written without the road of all other events."""

from __future__ import annotations

import asyncio
import sys

import msgspec

_encode = msgspec.json.Encoder().encode
_REST = b',"event":"request","process":"server","level":"info"}\n'


class RequestLine(msgspec.Struct, omit_defaults=True, kw_only=True, frozen=True):
    """What is told of a request; ``model`` only of one that was taken."""

    method: str
    route: str
    status: int
    ms: float
    bytes: int
    timestamp: str
    model: str = ""


class RequestLines:
    """Writes lines to stderr: those of one turn of the event loop in one piece.

    There is one for each request, and a write for each would cost as much as the request.
    """

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def add(self, line: RequestLine) -> None:
        """Tell of one request; from within the event loop."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._write)
        self._waiting.append(_encode(line)[:-1] + _REST)

    def _write(self) -> None:
        text, self._waiting = b"".join(self._waiting).decode(), []
        sys.stderr.write(text)
        sys.stderr.flush()
