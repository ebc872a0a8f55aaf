"""Delays, tried out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.planning import Delay, detection_delay


def first_error(errors: np.ndarray) -> int | None:
    """Alarm at the first error."""
    places = np.flatnonzero(errors)
    return int(places[0]) if places.size else None


def test_waiting_for_an_error_is_geometric() -> None:
    """The mean is 1 / p, the median and the ninth decile those of the law."""
    delay = detection_delay(first_error, before=0.5, after=0.05, runs=4000, seed=1)

    assert abs(delay.mean - 20.0) < 2.8 * math.sqrt(380 / 4000)
    assert delay.error == pytest.approx(math.sqrt(380 / 4000), rel=0.1)
    assert delay.median == pytest.approx(14, abs=1)
    assert delay.late == pytest.approx(45, abs=4)
    assert (delay.missed, delay.early, delay.runs) == (0.0, 0.0, 4000)


def test_early_alarms_are_counted_on_their_own() -> None:
    """Three clean rows at .1: 27 % alarm before the change, and are in no delay."""
    delay = detection_delay(first_error, before=0.1, after=0.5, clean=3, runs=4000)

    assert abs(delay.early - 0.271) < 2.8 * math.sqrt(0.271 * 0.729 / 4000)
    assert abs(delay.mean - 2.0) < 2.8 * math.sqrt(2 / 2900)


def test_a_detector_that_never_alarms_takes_for_ever() -> None:
    """Not a number that depends on the horizon."""
    delay = detection_delay(lambda errors: None, before=0.1, after=0.2, runs=5, horizon=10)

    assert delay == Delay(math.inf, math.inf, math.inf, math.inf, 1.0, 0.0, 5)


def test_a_median_stands_where_the_mean_does_not() -> None:
    """With runs that are given up the mean is infinite, the median is not."""
    delay = detection_delay(first_error, before=0.1, after=0.1, runs=500, horizon=10)

    assert delay.mean == math.inf
    assert delay.median in (6, 7, 8)
    assert delay.late == math.inf
    assert delay.missed == pytest.approx(0.9**10, abs=0.06)


def test_the_seed_decides() -> None:
    """The same seed, the same answer; another one, another."""
    first, again, other = (
        detection_delay(first_error, before=0.1, after=0.2, runs=50, seed=s) for s in (1, 1, 2)
    )

    assert first == again != other


def test_rows_of_the_stream_come_in_order() -> None:
    """The clean ones first, as many as asked for; each 0 or 1."""
    seen: list[np.ndarray] = []

    def look(errors: np.ndarray) -> int | None:
        seen.append(errors)
        return errors.size - 1

    delay = detection_delay(look, before=0.01, after=0.99, clean=100, horizon=50, runs=20)

    assert delay.mean == 50
    assert np.mean([e[:100] for e in seen]) < 0.05 < 0.95 < np.mean([e[100:] for e in seen])
    assert set(np.unique(seen)) == {0.0, 1.0}


def test_alarms_before_every_change_are_unknown() -> None:
    """There is no delay to speak of."""
    with pytest.raises(NotEnoughData, match="0 of 400 runs reach the change"):
        detection_delay(lambda errors: 0, before=0.1, after=0.2, clean=10)


def test_nonsense_is_refused() -> None:
    """An alarm outside the stream, no run, no horizon."""
    with pytest.raises(ValueError, match="first_alarm must answer 0 to 9, got 10"):
        detection_delay(lambda errors: 10, before=0.1, after=0.2, horizon=10)
    with pytest.raises(ValueError, match="at least 1, got 5000 and 0"):
        detection_delay(first_error, before=0.1, after=0.2, runs=0)
