"""Kolmogorov-Smirnov on counts."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.distance import ks_bounds
from watchkeeper.stats.two_sample import fisher, ks, ks_binned


def test_one_value_a_bin_has_the_gap_of_the_values() -> None:
    """The bound of the p-value for untied values is then too cautious: ties are tables."""
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 9, 300), rng.integers(1, 10, 80)
    counts = [np.bincount(side, minlength=10) for side in (x, y)]

    exact, binned = ks(x, y), ks_binned(*counts)

    assert binned.statistic == exact.statistic
    assert 0.0 < binned.p_value <= exact.p_value
    assert ks_binned(*counts, tolerated=0.05) == ks(x, y, tolerated=0.05)


@pytest.mark.parametrize("bins", [3, 10, 32])
def test_statistic_is_a_lower_bound(bins: int) -> None:
    """Over 100 pairs; with a tolerance the p-value is an upper one."""
    rng = np.random.default_rng(bins)
    for _ in range(100):
        x, y = rng.normal(size=400), rng.normal(size=150) + 0.2
        edges = np.quantile(x, np.arange(1, bins) / bins)
        counts = [np.bincount(np.searchsorted(edges, side), minlength=bins) for side in (x, y)]

        exact, binned = ks(x, y), ks_binned(*counts)

        assert binned.statistic <= exact.statistic <= ks_bounds(*counts).upper + 1e-12
        assert ks_binned(*counts, tolerated=0.02).p_value >= ks(x, y, tolerated=0.02).p_value


def test_two_bins_are_a_table_of_four() -> None:
    """The drawn p-value is then Fisher's, to the error of drawing."""
    reference, current = [120, 80], [45, 55]

    drawn = ks_binned(reference, current).p_value

    assert drawn == pytest.approx(fisher(reference, current).p_value, rel=2.8 / np.sqrt(20))


def test_no_draw_is_refused() -> None:
    """It would leave the p-value without a sample."""
    with pytest.raises(ValueError, match="draws must be at least 1"):
        ks_binned([1, 2], [2, 1], draws=0)


def test_millions_of_rows_are_quick() -> None:
    """No row is laid out."""
    result = ks_binned([5_000_000, 5_000_000], [2_510_000, 2_490_000])

    assert result.p_value == pytest.approx(2 * np.exp(-2 * 0.002**2 * 1e7 / 3), rel=0.01)
