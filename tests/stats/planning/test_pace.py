"""Labels a day."""

from __future__ import annotations

import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.planning import Pace, labels_for_drop, pace


def test_by_hand() -> None:
    """253 labels in 14 days of which the last 3 bring none: 23 a day."""
    labels = labels_for_drop(0.9, 0.05, exact=False)

    assert pace(labels, 14, latency=3) == Pace(per_day=23.0, days=14.0, in_time=True)


def test_a_capacity_says_when() -> None:
    """At 10 a day 253 labels are there after 3 + 25.3 days: not in time."""
    assert pace(253, 14, latency=3, capacity=10) == Pace(23.0, pytest.approx(28.3), False)
    assert pace(253, 14, latency=3, capacity=23).in_time
    assert pace(253, 14, latency=3, capacity=50).days == pytest.approx(8.06)


def test_just_in_time_is_in_time() -> None:
    """Also where the division does not come out even."""
    assert all(pace(n, 7, latency=2, capacity=n / 5).in_time for n in range(1, 500))


def test_no_label_is_there_at_once() -> None:
    """Whatever the capacity."""
    assert pace(0, 5, capacity=0) == Pace(0.0, 0.0, True)


def test_what_cannot_come_in_time_is_unknown() -> None:
    """The latency and the capacity are in the message."""
    with pytest.raises(NotEnoughData, match="days is 3, needs more than the latency of 3"):
        pace(10, 3, latency=3)
    with pytest.raises(NotEnoughData, match="capacity is 0 labels a day, needs 2"):
        pace(10, 5, capacity=0)
