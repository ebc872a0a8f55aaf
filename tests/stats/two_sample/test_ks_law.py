"""Chance of a gap of two empirical distribution functions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from watchkeeper.stats.two_sample.ks_law import chance_of_gap


@pytest.mark.parametrize(("n", "m"), [(4, 4), (5, 3)])
def test_all_splits(n: int, m: int) -> None:
    """By counting every way in which n + m values can fall to two sides."""
    rows = n + m
    gaps = []
    for chosen in combinations(range(rows), n):
        ref = np.isin(np.arange(rows), chosen)
        gaps.append(np.abs(np.cumsum(ref) / n - np.cumsum(~ref) / m).max())
    ref = np.array([1] * n + [0] * m)
    for gap in np.unique(np.round(gaps, 12)):
        expected = np.mean(np.array(gaps) >= gap - 1e-9)
        if n == m:
            assert chance_of_gap(ref, 1 - ref, float(gap)) == pytest.approx(expected)
    assert chance_of_gap(ref, 1 - ref, 1.0) == pytest.approx(np.mean(np.array(gaps) > 1 - 1e-9))


def test_equal_sides_of_any_size() -> None:
    """Ten million rows: the limit's 2 exp(-x^2) for a gap of x / sqrt(n)."""
    n = 10_000_000
    side = np.array([n])

    assert chance_of_gap(side, side, 2 / np.sqrt(n)) == pytest.approx(2 * np.exp(-4), rel=1e-3)
    assert chance_of_gap(side, side, 1 / n) == 1.0
