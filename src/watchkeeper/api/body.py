"""A large request body, put into a file as it comes."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request

_MOST_DIGITS = 20


@asynccontextmanager
async def body_in_file(request: Request, *, most_bytes: int) -> AsyncIterator[Path]:
    """Give the path of a file with the body of *request*; it is gone after the block.

    Raises:
        HTTPException: 413, the body is larger than *most_bytes*; no more is read then.
    """
    refuse_larger(announced_size(request.headers), most_bytes)
    with tempfile.TemporaryDirectory(prefix="watchkeeper-") as folder:
        path = Path(folder) / "body"
        size = 0
        with path.open("wb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                refuse_larger(size, most_bytes)
                await run_in_threadpool(file.write, chunk)
        yield path


def announced_size(headers: Headers) -> int:
    """Return the size that a request announces; 0 where it announces none, or nonsense."""
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() and len(length) < _MOST_DIGITS else 0


def refuse_larger(size: int, most_bytes: int) -> None:
    """Refuse a body of *size* bytes where it is more than *most_bytes*.

    Raises:
        HTTPException: 413, it is.
    """
    if size > most_bytes:
        raise HTTPException(413, f"the body is larger than {most_bytes:,} bytes")
