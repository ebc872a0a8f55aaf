"""The interval of a mean of values that are never negative."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import Interval, mean, positive_mean


def test_limits_by_hand() -> None:
    """A t interval of 10 +- 2 becomes 10 / 1.2 to 10 / 0.8."""
    plain = mean(9, 90.0, 900.0 + 54.15)
    half = plain.upper - 10

    interval = positive_mean(9, 90.0, 900.0 + 54.15)

    assert half == pytest.approx(2.0, abs=0.001)
    assert interval.lower == pytest.approx(10 / (1 + half / 10))
    assert interval.upper == pytest.approx(10 / (1 - half / 10))


def test_many_rows_come_to_the_t_interval() -> None:
    """The skewness matters less and less."""
    n, total, squares = 1_000_000, 1_000_000.0, 2_000_000.0

    plain, skewed = mean(n, total, squares), positive_mean(n, total, squares)

    assert (skewed.lower, skewed.upper) == pytest.approx((plain.lower, plain.upper), rel=1e-5)


def test_very_uneven_values_have_no_upper_limit() -> None:
    """One value carries all: the limit is the largest value that can occur."""
    assert positive_mean(10, 1.0, 1.0).upper == math.inf
    assert positive_mean(10, 1.0, 1.0, highest=1.0).upper == 1.0


def test_all_zero() -> None:
    """Nothing but zeros: no scale to speak of."""
    assert positive_mean(10, 0.0, 0.0) == Interval(0.0, 0.0, 0.0)


@pytest.mark.parametrize("n", [30, 200, 1000])
def test_coverage_of_skewed_losses(n: int) -> None:
    """Squared errors of sharp calibrated scores: .91 of 1,000 samples, less 3 standard errors."""
    rng = np.random.default_rng(n)
    score = rng.beta(0.2, 0.2, (1000, n))
    x = np.square(score - (rng.random((1000, n)) < score))
    true = 0.2 * 0.2 / (0.4 * 1.4)
    sums = zip(x.sum(axis=1), np.square(x).sum(axis=1), strict=True)

    covered = sum(i.lower <= true <= i.upper for i in (positive_mean(n, *s) for s in sums))

    assert covered >= binom.ppf(0.00135, 1000, 0.91)


def test_one_value_is_scarce() -> None:
    """It has no spread."""
    with pytest.raises(NotEnoughData, match="n is 1, needs 2"):
        positive_mean(1, 5.0, 25.0)


def test_a_negative_total_is_refused() -> None:
    """Such values are not what this is for."""
    with pytest.raises(ValueError, match="total must be >= 0"):
        positive_mean(2, -1.0, 1.0)
