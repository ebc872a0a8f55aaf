"""Kolmogorov-Smirnov from counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.stats.distance import ks, ks_bounds

samples = st.lists(st.integers(0, 30), min_size=1, max_size=40)


def counts(values: list[int], edges: np.ndarray) -> np.ndarray:
    """Return the rows of *values* by bin."""
    return np.histogram(values, edges)[0]


def largest_gap(a: list[int], b: list[int]) -> float:
    """Return the exact distance: the gap of the two shares at or below each value."""
    return max(abs(np.mean(np.less_equal(a, v)) - np.mean(np.less_equal(b, v))) for v in a + b)


@given(a=samples, b=samples)
def test_the_exact_distance_lies_between(a: list[int], b: list[int]) -> None:
    """For any two samples, bins of seven values."""
    edges = np.arange(0, 36, 7) - 0.5
    exact = largest_gap(a, b)

    lower, upper = ks_bounds(counts(a, edges), counts(b, edges))

    assert lower <= exact + 1e-12
    assert exact <= upper + 1e-12


@given(a=samples, b=samples)
def test_single_valued_bins_leave_nothing_open(a: list[int], b: list[int]) -> None:
    """One value a bin: both bounds are the exact distance."""
    edges = np.arange(32) - 0.5
    exact = largest_gap(a, b)

    bounds = ks_bounds(counts(a, edges), counts(b, edges), single_valued=np.ones(31, dtype=bool))

    assert bounds == pytest.approx((exact, exact), abs=1e-12)


def test_bounds_by_hand() -> None:
    """All of one side first in the only bin that both fill: F - G can be 1 - .5."""
    assert ks_bounds([2, 2], [2, 2]) == (0.0, 0.5)


def test_published_value() -> None:
    """Eurybia: eleven values against six, statistic .23."""
    a = [0, 3, 9857, 3444, 99, 8, 9, 9, 0, 4535, 34]
    b = [0.45, 3, 9857, 3444, 4535, 34]
    values = sorted({*a, *b})

    value = ks([a.count(v) for v in values], [b.count(v) for v in values])

    assert value == pytest.approx(0.23, abs=0.005)


def test_the_mask_must_fit_the_bins() -> None:
    """Another shape belongs to other edges."""
    with pytest.raises(ValueError, match=r"single_valued must have shape \(2,\)"):
        ks_bounds([1, 2], [1, 2], single_valued=[True])
