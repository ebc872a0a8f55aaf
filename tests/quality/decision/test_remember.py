"""Incidents: what is kept of them, and when their level becomes normal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from watchkeeper.quality.decision import Judged, Why

MANY = 1e6
QUIET = [0.2, -0.1, 0.0, 0.1, -0.2] * 10


@pytest.fixture
def run(windows: Any, start: Any, judge: Any) -> Any:
    """Return a function that judges means after a quiet reference."""

    def after_quiet(values: list[float]) -> list[Judged]:
        history = start(windows({"x.mean": QUIET}, rows=MANY))
        found: list[Judged] = judge(history, windows({"x.mean": values}, rows=MANY))
        return found

    return after_quiet


def levels(found: list[Judged]) -> list[int]:
    """Return the level of each window."""
    return [int(judged.level[0]) for judged in found]


def test_windows_of_an_incident_are_counted(run: Any) -> None:
    """From 1 when it opens to 0 when a window is clean."""
    found = run([0.0, 3.0, 3.0, 3.0, 0.0])

    assert [int(judged.open_for[0]) for judged in found] == [0, 1, 2, 3, 0]


def test_nothing_is_remembered_while_an_incident_is_open(run: Any) -> None:
    """The third day is as far off as the first one: limit, memory and expectation stand still."""
    first, second, third = run([3.0, 4.0, 3.0])

    for judged in (second, third):
        assert judged.limit[0] == pytest.approx(first.limit[0])
        assert judged.windows[0] == first.windows[0]
        assert judged.largest[0] == first.largest[0]


def test_its_windows_leave_the_baselines(run: Any) -> None:
    """Last week is then last week without it."""
    found = run([3.0, 3.0, 0.0])

    assert found[2].expected[0] == pytest.approx(found[0].expected[0], abs=0.1)
    assert int(found[2].level[0]) == 0


def test_its_largest_difference_is_remembered_once_and_clipped(run: Any) -> None:
    """Off by 3 and 5 against a limit below 1.5: not 5 enters, but twice what was usual."""
    found = run([3.0, 5.0, 3.0, 0.0, 0.0])
    before, after = found[0], found[4]

    # The memory is full: one slot for the incident, one for the clean window.
    most = 2 * max(before.limit[0], before.largest[0])
    assert before.largest[0] < after.largest[0] <= most
    assert after.limit[0] == pytest.approx(1.25 * after.largest[0])


def test_a_second_incident_like_it_is_still_one(run: Any) -> None:
    """The limit has grown, not to where the fault would be normal."""
    assert levels(run([5.0, 0.0, 0.0, 5.0])) == [3, 0, 0, 3]


def test_a_small_incident_makes_the_next_one_like_it_normal(run: Any) -> None:
    """Once above the limit: it is remembered as it was, and 1.25 of it is the limit."""
    limit = float(run([0.0])[0].limit[0])
    once = run([1.1 * limit, 0.0, 0.0, 1.1 * limit])

    assert levels(once) == [2, 0, 0, 0]


def test_a_level_that_stays_for_seven_windows_is_accepted(run: Any) -> None:
    """Six findings more after the first; then the new level is quiet and the old one is not."""
    found = run([3.0 + value for value in QUIET[:12]])

    assert [bool(judged.accepted[0]) for judged in found] == [False] * 6 + [True] + [False] * 5
    assert levels(found[:7]) == [3] * 7
    assert set(levels(found[7:])) == {0}


def test_after_acceptance_the_old_level_is_the_news(run: Any) -> None:
    """Reference and last week are the accepted windows; what was before them has left."""
    found = run([3.0] * 10 + [0.0])

    assert found[10].expected[0] == pytest.approx(3.0)
    assert int(found[10].level[0]) == 3


def test_six_windows_are_not_enough(run: Any) -> None:
    """The seventh is back at the old level, which is still the normal one."""
    found = run([3.0] * 6 + [0.0, 0.0])

    assert not any(judged.accepted[0] for judged in found)
    assert levels(found)[-2:] == [0, 0]


def test_an_unknown_window_neither_ends_nor_prolongs_an_incident(run: Any) -> None:
    """Nobody knows what was there."""
    found = run([3.0, float("nan"), 3.0, 0.0])

    assert levels(found) == [3, 1, 3, 0]
    assert [int(judged.open_for[0]) for judged in found] == [1, 1, 2, 0]


def test_one_series_in_an_incident_takes_its_column_with_it(
    windows: Any, start: Any, judge: Any
) -> None:
    """While values are missing, the mean of the rest does not become the normal one."""
    history = start(windows({"x.mean": QUIET, "x.missing": [0.0] * 50}, rows=MANY))
    found = judge(
        history, windows({"x.mean": [0.3, -0.3, 0.0], "x.missing": [0.3, 0.3, 0.0]}, rows=MANY)
    )

    assert [judged.level.tolist() for judged in found[:2]] == [[0, 3], [0, 3]]
    assert found[1].open_for.tolist() == [2, 2]
    assert found[2].windows[0] == found[0].windows[0]


def test_other_columns_and_the_stream_have_incidents_of_their_own(
    windows: Any, start: Any, judge: Any
) -> None:
    """Half the rows are a fact about the stream, and about no column."""
    quiet = {"x.mean": QUIET, "y.mean": QUIET, "volume": QUIET, "duplicates": [0.0] * 50}
    history = start(windows(quiet, rows=MANY))
    fault = {"x.mean": [9.0], "y.mean": [0.0], "volume": [-3.0], "duplicates": [0.0]}
    found = judge(history, windows(fault, rows=MANY))

    assert found[0].open_for.tolist() == [1, 0, 1, 0]


def test_constancy_is_accepted_too(windows: Any, start: Any, judge: Any) -> None:
    """A column that was switched off is reported for seven windows and then known to be off."""
    history = start(windows({"x.constant": [0.0] * 40}))
    found = judge(history, windows({"x.constant": [1.0] * 40}))

    assert levels(found[:7]) == [3] * 7
    assert max(levels(found[7:])) < 2
    # The seven are its history now, and fewer than 14 windows are none.
    assert [int(judged.windows[0]) for judged in found[7:9]] == [7, 8]
    assert [Why(int(judged.why[0])) for judged in found[12:15]] == [
        Why.LITTLE_HISTORY,
        Why.LITTLE_HISTORY,
        Why.WITHIN,
    ]


def test_an_accepted_level_says_nothing_of_whole_numbers(
    windows: Any, start: Any, judge: Any
) -> None:
    """The mean moved for good; that the column had decimals is known as soon as before."""
    history = start(windows({"x.mean": QUIET, "x.integer": [0.1, 0.3] * 25}, rows=MANY))
    moved = {"x.mean": [3.0] * 16, "x.integer": [0.1, 0.3] * 8}
    judge(history, windows(moved, rows=MANY))
    rounded = history.judge(windows({"x.mean": [3.0], "x.integer": [1.0]}, rows=MANY))

    assert Why(int(rounded.why[1])) == Why.UNHEARD_OF


def test_memory_is_bounded(windows: Any, start: Any, judge: Any) -> None:
    """90 differences, however long the stream."""
    history = start(windows({"x.mean": QUIET}, rows=MANY))
    found = judge(history, windows({"x.mean": QUIET * 4}, rows=MANY))

    assert int(found[-1].windows[0]) == 90
    assert np.isfinite(found[-1].limit[0])
