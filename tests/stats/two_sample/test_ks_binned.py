"""Kolmogorov-Smirnov on counts."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.distance import ks_bounds
from watchkeeper.stats.two_sample import ks, ks_binned


def test_one_value_a_bin_is_the_test_on_values() -> None:
    """Nothing is lost where bins hold one value each."""
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 9, 300), rng.integers(1, 10, 80)
    counts = [np.bincount(side, minlength=10) for side in (x, y)]

    for tolerated in (0.0, 0.05):
        assert ks_binned(*counts, tolerated=tolerated) == ks(x, y, tolerated=tolerated)


@pytest.mark.parametrize("bins", [3, 10, 32])
def test_never_calls_what_the_values_would_not(bins: int) -> None:
    """The p-value is an upper bound, the statistic a lower one, over 100 pairs."""
    rng = np.random.default_rng(bins)
    for _ in range(100):
        x, y = rng.normal(size=400), rng.normal(size=150) + 0.2
        edges = np.quantile(x, np.arange(1, bins) / bins)
        counts = [np.bincount(np.searchsorted(edges, side), minlength=bins) for side in (x, y)]

        exact, binned = ks(x, y), ks_binned(*counts)

        assert binned.p_value >= exact.p_value - 1e-12
        assert binned.statistic <= exact.statistic <= ks_bounds(*counts).upper + 1e-12


def test_millions_of_rows_are_quick() -> None:
    """No row is laid out."""
    result = ks_binned([5_000_000, 5_000_000], [2_510_000, 2_490_000])

    assert result.p_value == pytest.approx(2 * np.exp(-2 * 0.002**2 * 1e7 / 3), rel=0.01)
