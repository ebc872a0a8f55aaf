"""What time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import ReplayClock, SystemClock

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)


def test_the_system_clock_speaks_utc_and_runs() -> None:
    """Two readings are in order and carry the zone."""
    clock = SystemClock()
    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert first <= second


def test_the_replay_clock_stands_until_it_is_moved() -> None:
    """Replays on another day give the same times."""
    clock = ReplayClock(NOON)
    assert clock.now() == NOON

    clock.advance(NOON + timedelta(hours=1))
    clock.advance(NOON + timedelta(hours=1))

    assert clock.now() == NOON + timedelta(hours=1)


def test_the_replay_clock_answers_in_utc() -> None:
    """Whatever zone it was set in."""
    clock = ReplayClock(NOON.astimezone(timezone(timedelta(hours=2))))

    assert clock.now().tzinfo is UTC
    assert clock.now() == NOON


def test_a_replay_never_runs_backwards() -> None:
    """The error shows both times."""
    clock = ReplayClock(NOON)

    with pytest.raises(ConfigError, match="cannot go back"):
        clock.advance(NOON - timedelta(seconds=1))


def test_a_time_without_zone_is_refused() -> None:
    """It could be any of 24 moments."""
    with pytest.raises(ConfigError, match="start: the time 2024-06-01T00:00:00 has no zone"):
        ReplayClock(datetime(2024, 6, 1))  # noqa: DTZ001
