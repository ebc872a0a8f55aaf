from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from watchkeeper.model import Every
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.windows import windows_of
from watchkeeper.quality.decision import complete

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = Every.parse("1d")


def hours(*numbers: int) -> ProfileCells:
    """Return cells of the given hours since `START`."""
    at = np.datetime64(START.replace(tzinfo=None), "us")
    start = at + np.array(numbers, dtype="timedelta64[h]")
    count = np.ones(len(numbers), dtype=np.int64)
    return ProfileCells(start, count, count * 0, {})


def covered(*numbers: int) -> list[bool]:
    """Return which of the windows that hold these hours are covered."""
    cells = hours(*numbers)
    return complete(cells, windows_of(cells, DAYS))


def test_days_filled_to_their_ends_are_complete() -> None:
    """Every hour of three days."""
    assert covered(*range(72)) == [True, True, True]


def test_a_stream_that_begins_or_ends_inside_a_day_leaves_it_open() -> None:
    """Data from 18:00 of the first day to 6:00 of the last one, without a gap inside."""
    assert covered(*range(18, 54)) == [False, True, False]


def test_usual_nights_do_not_count_as_an_open_end() -> None:
    """Silent from 0:00 to 5:00 each day: so is the beginning of the first and last window."""
    assert covered(*(day * 24 + hour for day in range(3) for hour in range(5, 24))) == [True] * 3


def test_a_silent_day_inside_is_complete_and_empty() -> None:
    """No rows between two days that have some: the silence is a fact, not an open end."""
    assert covered(*range(24), *range(48, 72)) == [True, True, True]


def test_windows_without_any_data_are_not_complete() -> None:
    """Nothing was seen, so nothing is known of the ends."""
    windows = list(DAYS.between(START, START + timedelta(days=2)))

    assert complete(hours(), windows) == [False, False]
    assert complete(hours(0), []) == []


def test_a_window_that_no_data_has_reached_is_not_complete() -> None:
    """Asked about two more days than there is data for."""
    windows = list(DAYS.between(START, START + timedelta(days=3)))

    assert complete(hours(*range(24)), windows) == [True, False, False]
