"""Student's interval of a mean."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student
from scipy.stats import ttest_1samp

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import mean


def test_equals_scipy() -> None:
    """The confidence interval of SciPy's one-sample t test."""
    x = np.array([2.0, 3.5, 1.0, 7.25, 4.0])
    oracle = ttest_1samp(x, 0.0).confidence_interval(0.9)

    interval = mean(x.size, x.sum(), np.square(x).sum(), level=0.9)

    assert interval.value == pytest.approx(x.mean())
    assert (interval.lower, interval.upper) == pytest.approx((oracle.low, oracle.high))


def test_sums_of_two_windows_merge() -> None:
    """whylogs' case: 1 value at 2.4 and 2 at 3.4, m2 of 2 and 4, give m2 = 6 + 2/3."""
    total = 2.4 + 2 * 3.4
    sum_of_squares = (2 + 2.4**2) + (4 + 2 * 3.4**2)

    interval = mean(3, total, sum_of_squares)

    half = student.isf(0.025, 2) * np.sqrt((2 + 4 + 1 * 2 / 3) / 2 / 3)
    assert interval.value == pytest.approx((2.4 + 6.8) / 3)
    assert interval.upper - interval.value == pytest.approx(half)


def test_coverage() -> None:
    """Normal values, n = 12: .95 of 4,000 samples within 3 standard errors."""
    x = np.random.default_rng(2).normal(3, 2, (4000, 12))
    sums = zip(x.sum(axis=1), np.square(x).sum(axis=1), strict=True)

    covered = np.mean([i.lower <= 3 <= i.upper for i in (mean(12, *s) for s in sums)])

    assert covered == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / 4000))


def test_what_rounding_hides_is_not_called_certain() -> None:
    """Epoch seconds a second apart: raw squares lose the variance, and the width says so."""
    x = 1.7e9 + np.arange(4.0)

    interval = mean(4, x.sum(), np.square(x).sum())

    assert interval.upper - interval.value > student.isf(0.025, 3) * x.std(ddof=1) / 2


def test_one_value_is_scarce() -> None:
    """It has no spread."""
    with pytest.raises(NotEnoughData, match="n is 1, needs 2"):
        mean(1, 5.0, 25.0)
