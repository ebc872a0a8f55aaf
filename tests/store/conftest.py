"""A workspace on a standing clock, and rows to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watchkeeper.model import Model, ReplayClock
from watchkeeper.store import Store

NOW = datetime(2024, 3, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> ReplayClock:
    return ReplayClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: ReplayClock) -> Iterator[Store]:
    """A workspace with the binary model `m`."""
    with Store.open(tmp_path / "watch", clock=clock) as opened:
        opened.catalog.models.put(Model(name="m", task="binary"))
        yield opened
