"""The interval of a mean of clustered rows (more in the tests of the ratio)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import t

from watchkeeper.stats.interval import clustered_mean, mean


def test_equal_clusters_are_the_mean_of_their_means() -> None:
    """With clusters of one size it is Student's interval on the clusters' means."""
    means = np.array([1.0, 3.0, 4.0, 8.0])

    ours = clustered_mean(np.full(4, 10), 10 * means, 2000.0)

    half = t.isf(0.025, 3) * means.std(ddof=1) / 2
    assert (ours.value, ours.upper - ours.value) == pytest.approx((4.0, half))


def test_clusters_of_one_row_are_student() -> None:
    """To rounding."""
    x = np.random.default_rng(0).normal(3.0, 1.0, 50)
    squares = float(np.sum(x**2))

    ours, plain = clustered_mean(np.ones(50), x, squares), mean(50, float(x.sum()), squares)

    assert (ours.lower, ours.upper) == pytest.approx((plain.lower, plain.upper))


def test_ten_million_rows_do_not_overflow() -> None:
    """Counts are added as whole numbers, squares as floats."""
    ours = clustered_mean(np.full(10, 10**9), np.full(10, 5e14) + np.arange(10) * 1e9, 1e22)

    assert math.isfinite(ours.upper)
    assert ours.clusters == 10
