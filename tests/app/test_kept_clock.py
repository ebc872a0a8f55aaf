"""A replayed workspace stands still for whoever opens it next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import watchkeeper as wk
from watchkeeper.app.kept_clock import move_clock
from watchkeeper.errors import ConfigError
from watchkeeper.model import ReplayClock, SystemClock

WHEN = datetime(2013, 8, 10, tzinfo=UTC)


def test_a_replay_clock_is_taken_up_by_the_next_process(tmp_path: Path) -> None:
    """Else ``watchkeeper run`` would judge the years since."""
    with wk.open(tmp_path, clock=ReplayClock(WHEN)) as ws:
        ws.run()

    with wk.open(tmp_path) as ws:
        assert ws.store.clock.now() == WHEN


def test_the_system_clock_ends_the_replay(tmp_path: Path) -> None:
    """It is asked for, and from then on it holds."""
    with wk.open(tmp_path, clock=ReplayClock(WHEN)) as ws:
        ws.run()
    with wk.open(tmp_path, clock=SystemClock()) as ws:
        ws.run()

    with wk.open(tmp_path) as ws:
        assert isinstance(ws.store.clock, SystemClock)


def test_a_workspace_of_the_present_keeps_no_clock(tmp_path: Path) -> None:
    """Its time is the system's."""
    with wk.open(tmp_path) as ws:
        ws.run()

        assert ws.store.catalog.settings.get("replay_clock") is None


def test_a_clock_moved_by_another_process_is_not_moved_back(tmp_path: Path) -> None:
    """The server moves it; the evaluator, which had read it before, follows."""
    later = WHEN + timedelta(days=1)
    with wk.open(tmp_path, clock=ReplayClock(WHEN)) as evaluator:
        evaluator.run()
        with wk.open(tmp_path) as server:
            move_clock(server.store, later)
        evaluator.run()
        assert evaluator.store.clock.now() == later

    with wk.open(tmp_path) as ws:
        assert ws.store.clock.now() == later
        with pytest.raises(ConfigError, match="cannot go back"):
            move_clock(ws.store, WHEN)


def test_the_present_cannot_be_moved(tmp_path: Path) -> None:
    """Its clock is the system's."""
    with wk.open(tmp_path) as ws, pytest.raises(ConfigError, match="lives in the present"):
        move_clock(ws.store, WHEN)
