"""Odd values of a series."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import median_filter

from watchkeeper.stats.shape.odd_values import without_odd_values

NOISE = np.random.default_rng(0).normal(size=90)


def test_equals_a_median_filter_away_from_the_ends() -> None:
    """Each value within 3 deviations of scipy's running median, the others at that distance."""
    values = NOISE.copy()
    values[[20, 50, 51]] += (30, -9, -9)
    usual = median_filter(values, 5)
    found = without_odd_values(values)

    reach = np.abs(found - usual)[[20, 50, 51]]
    assert np.ptp(reach) < 1e-12
    inside = slice(2, -2)
    assert found[inside] == pytest.approx(
        np.clip(values, usual - reach[0], usual + reach[0])[inside]
    )


def test_usual_values_are_left_alone() -> None:
    """Of a normal law about 3 in 100 are moved."""
    found = without_odd_values(np.random.default_rng(1).normal(size=20_000))
    moved = found != np.random.default_rng(1).normal(size=20_000)

    assert 0.01 < moved.mean() < 0.04


@pytest.mark.parametrize("places", [[0], [0, 1], [40, 41], [88, 89], [89], [30, 60]])
@pytest.mark.parametrize("size", [20.0, -1e9])
def test_one_or_two_in_a_row_are_drawn_back(places: list[int], size: float) -> None:
    """At the ends too; the size does not matter."""
    values = NOISE.copy()
    values[places] += size

    assert np.abs(without_odd_values(values)).max() < 6.0


def test_three_in_a_row_stay() -> None:
    """A pulse is no odd value."""
    values = NOISE.copy()
    values[40:43] += 20

    assert without_odd_values(values)[40:43].min() > 15


def test_among_equal_values_few_are_odd_and_many_are_rare_events() -> None:
    """One spike among zeros goes; twelve ones among ninety stay; a clean step stays."""
    spike, events = np.zeros(90), np.zeros(90)
    spike[40], events[::8] = 1.0, 1.0
    step = np.repeat([0.0, 1.0], 45)

    assert not without_odd_values(spike).any()
    assert np.array_equal(without_odd_values(events), events)
    assert np.array_equal(without_odd_values(step), step)


def test_input_is_left_alone() -> None:
    """A new array, whatever is done."""
    for values in (NOISE.copy(), np.zeros(10)):
        before = values.copy()
        assert without_odd_values(values) is not values
        assert np.array_equal(values, before)
