from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from watchkeeper.model import Finding, Level
from watchkeeper.model.finding import beyond
from watchkeeper.report.episodes import find_episodes

Make = Callable[..., Finding]


@pytest.mark.parametrize(("next_day", "expected"), [(2, 1), (3, 1), (4, 1), (5, 2)])
def test_two_quiet_windows_do_not_end_an_episode_three_do(
    finding: Make, next_day: int, expected: int
) -> None:
    """Day 1, then a gap of 0, 1, 2 or 3 days."""
    assert len(find_episodes([finding(day=1), finding(day=next_day)])) == expected


def test_an_episode_by_hand(finding: Make) -> None:
    """A warning, a critical twice as far out as allowed, a critical at its limit."""
    known = datetime(2013, 8, 11, 1, tzinfo=UTC)
    days = [
        finding("dep_delay", Level.WARNING, 10, value=9.0, limit=1.0, known_at=known),
        finding("dep_delay", Level.CRITICAL, 11, value=2.0, limit=1.0),
        finding("dep_delay", Level.CRITICAL, 13, value=1.0, limit=1.0),
    ]

    (episode,) = find_episodes(reversed(days))

    assert (episode.monitor, episode.subject) == ("missing", "dep_delay")
    assert episode.level is Level.CRITICAL
    assert episode.start == datetime(2013, 8, 10, tzinfo=UTC)
    assert episode.end == datetime(2013, 8, 14, tzinfo=UTC)
    assert episode.windows == 3
    assert episode.peak is days[1]
    assert episode.first_known_at == known


def test_ok_unknown_and_findings_without_a_window_are_in_no_episode(finding: Make) -> None:
    """An episode is a stretch of time beyond a limit."""
    quiet = [finding(level=level, day=1) for level in (Level.OK, Level.UNKNOWN)]

    assert find_episodes([*quiet, finding()]) == ()


@pytest.mark.parametrize("field", ["monitor", "subject", "segment", "environment", "model"])
def test_what_differs_is_never_joined(finding: Make, field: str) -> None:
    """Two segments beyond their limits are two episodes."""
    assert len(find_episodes([finding(day=1), finding(day=2, **{field: "other"})])) == 2


def test_a_new_version_does_not_end_a_fault(finding: Make) -> None:
    """The source is broken, whoever reads it."""
    found = find_episodes([finding(day=1, version="1"), finding(day=2, version="2")])

    assert [e.windows for e in found] == [2]


def test_a_day_of_23_hours_is_one_day(finding: Make) -> None:
    """When clocks change, a local day is shorter; the gap is still counted in windows."""
    start = datetime(2013, 3, 9, 5, tzinfo=UTC)
    hours = (24, 23, 24, 24)
    starts = [start + timedelta(hours=sum(hours[:i])) for i in range(4)]
    days = [
        finding(window_start=starts[i], window_end=starts[i] + timedelta(hours=hours[i]))
        for i in (0, 3)
    ]

    assert len(find_episodes(days)) == 1


def test_the_same_window_reported_twice_is_one_window(finding: Make) -> None:
    """Late labels add a second result of a window."""
    (episode,) = find_episodes([finding(day=1), finding(day=1)])

    assert episode.windows == 1


def test_worst_come_first(finding: Make) -> None:
    """By level, then by how far beyond the limit."""
    found = find_episodes(
        [
            finding("a", Level.WARNING, 1, value=99.0, limit=1.0),
            finding("b", Level.CRITICAL, 2, value=2.0, limit=1.0),
            finding("c", Level.CRITICAL, 3, value=3.0, limit=1.0),
        ]
    )

    assert [e.subject for e in found] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("value", "expected", "limit", "distance"),
    [
        (0.8, 0.9, 0.85, 2.0),
        (1.0, None, 0.5, 2.0),
        (None, 0.9, 0.85, 0.0),
        (0.8, 0.9, None, 0.0),
        (math.nan, 0.9, 0.85, 0.0),
    ],
)
def test_beyond_counts_in_what_was_allowed(
    finding: Make, value: float | None, expected: float | None, limit: float | None, distance: float
) -> None:
    """Twice as far from the expectation as the limit is; 0 where a number is missing."""
    one = finding(value=value, expected=expected, limit=limit)

    assert beyond(one) == pytest.approx(distance)
