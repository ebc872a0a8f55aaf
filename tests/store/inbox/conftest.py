"""An inbox in a folder of its own, and requests for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.store.inbox import Batches, Entry, GroupCommit

Keep = Callable[[Sequence[Entry]], list[bool]]


@pytest.fixture
def entry() -> Callable[..., Entry]:
    """Return a function that makes a request of one record."""

    def made(name: str = "n", **given: Any) -> Entry:
        facts = {"model": "m", "kind": "labels", "form": "json", "body": b"{}", "records": 1}
        return Entry(**facts | {"received_at": "2024-03-01T00:00:00+00:00", "name": name} | given)

    return made


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Return a function that keeps requests, all at once; it tells which were there before."""

    def kept(entries: Sequence[Entry]) -> list[bool]:
        async def at_once() -> list[bool]:
            return list(await asyncio.gather(*(inbox.keep(e) for e in entries)))

        inbox = GroupCommit(tmp_path)
        try:
            return asyncio.run(at_once())
        finally:
            inbox.close()

    return kept


@pytest.fixture
def batches(tmp_path: Path) -> Iterator[Batches]:
    opened = Batches(tmp_path)
    yield opened
    opened.close()
