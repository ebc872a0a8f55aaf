"""Is the process there, and can it do its work?"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from watchkeeper.app.ingest.service_state import worker
from watchkeeper.errors import WatchkeeperError
from watchkeeper.store.disk import free_bytes
from watchkeeper.store.inbox import GroupCommit, Progress
from watchkeeper.store.store import Store

_LEAST_FREE = 64 * 2**20


def health_routes(store: Store, inbox: GroupCommit) -> list[Route]:
    """Return ``/healthz`` (the process answers) and ``/readyz`` (records can come in)."""

    async def healthz(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(request: Request) -> Response:
        found = await run_in_threadpool(_examined, store, inbox)
        status = 200 if all(text == "ok" for text in found.values()) else 503
        return JSONResponse(found, status)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def _examined(store: Store, inbox: GroupCommit) -> dict[str, str]:
    return {name: _said(check, store, inbox) for name, check in CHECKS.items()}


def _said(check: Callable[[Store, GroupCommit], str], store: Store, inbox: GroupCommit) -> str:
    try:
        return check(store, inbox) or "ok"
    except WatchkeeperError as error:
        return error.message
    except OSError as error:
        return f"{type(error).__name__}: {error.strerror}"


def _inbox(store: Store, inbox: GroupCommit) -> str:
    if not inbox.is_alive:
        return "the thread that keeps requests has ended"
    with closing(Progress(store.root)) as progress:
        progress.check_writable()
    return inbox.error


def _writer(store: Store, inbox: GroupCommit) -> str:
    with closing(Progress(store.root)) as progress:
        writer = worker(progress.of("writer"))
    if not writer.is_alive:
        return "no writer was heard of for a while"
    # Everybody may ask this: the reason, which may name a path, is for the log and the pages.
    return "some records could not be written yet" if writer.error else ""


def _lake(store: Store, inbox: GroupCommit) -> str:
    free = free_bytes(store.root)
    if free < _LEAST_FREE:
        return f"only {free:,} bytes are free"
    for probe in _probe(store):
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    return ""


def _probe(store: Store) -> Iterator[str]:
    path = store.lake.root / f".probe-{uuid.uuid4().hex}"
    try:
        yield str(path)
    finally:
        path.unlink(missing_ok=True)


CHECKS: dict[str, Callable[[Store, GroupCommit], str]] = {
    "inbox": _inbox,
    "writer": _writer,
    "lake": _lake,
}
