"""The interval of a ratio of clustered rows."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import t

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import clustered_mean, clustered_ratio, ratio


def test_sums_of_clusters_by_hand() -> None:
    """e = a - R b, summed over each cluster before it is squared."""
    sums = np.array([[1.0, 2.0], [6.0, 8.0], [3.0, 5.0]])
    r = 10 / 15
    e = sums[:, 0] - r * sums[:, 1]
    half = t.isf(0.025, 2) * math.sqrt(3 / 2 * np.sum(e**2)) / 15

    interval = clustered_ratio([1, 2, 1], sums, [[30.0, 35.0], [35.0, 60.0]])

    assert interval.value == pytest.approx(r)
    assert interval.upper - interval.value == pytest.approx(half)
    assert interval.clusters == 3


def test_clusters_of_one_row_are_rows() -> None:
    """Then it is `ratio`, but for the t quantile, and the design effect is 1."""
    rng = np.random.default_rng(0)
    rows = rng.gamma(3.0, 1.0, (400, 2))

    ours = clustered_ratio(np.ones(400), rows, rows.T @ rows)
    plain = ratio(400, rows.sum(axis=0), rows.T @ rows)

    assert ours.value == pytest.approx(plain.value)
    assert ours.upper - ours.lower == pytest.approx(plain.upper - plain.lower, rel=0.01)
    assert ours.design_effect == pytest.approx(1.0)


def test_copies_add_nothing() -> None:
    """Each row nine times over: the same interval, and a design effect of nine."""
    rng = np.random.default_rng(1)
    x = rng.normal(5.0, 2.0, 200)

    once = clustered_mean(np.ones(200), x, float(np.sum(x**2)))
    nine = clustered_mean(np.full(200, 9), 9 * x, float(9 * np.sum(x**2)))

    assert (nine.lower, nine.upper) == pytest.approx((once.lower, once.upper))
    assert nine.design_effect == pytest.approx(9.0, rel=0.01)


def test_the_variance_is_that_of_statsmodels() -> None:
    """A regression on a constant with errors clustered; its correction is n/(n-1) C/(C-1)."""
    rng = np.random.default_rng(2)
    cluster = np.repeat(np.arange(30), 20)
    x = rng.normal(size=30)[cluster] + rng.normal(size=600)
    frame = pd.DataFrame({"x": x, "c": cluster}).groupby("c")["x"].agg(["size", "sum"])

    ours = clustered_mean(frame["size"], frame["sum"], float(np.sum(x**2)))
    fit = sm.OLS(x, np.ones(600)).fit(cov_type="cluster", cov_kwds={"groups": cluster})

    half = t.isf(0.025, 29) * fit.bse[0] * math.sqrt(599 / 600)
    assert ours.upper - ours.value == pytest.approx(half, rel=2e-3)


def test_empty_clusters_are_none() -> None:
    """A day without rows is no day."""
    some = clustered_ratio([1, 2], [[1.0, 2.0], [6.0, 8.0]], np.eye(2))
    with_empty = clustered_ratio([1, 0, 2], [[1.0, 2.0], [0.0, 0.0], [6.0, 8.0]], np.eye(2))

    assert with_empty == some


def test_no_departure_has_no_design_effect() -> None:
    """Nothing varies, so nothing is widened: not a number, and no width."""
    interval = clustered_mean([2, 2], [4.0, 4.0], 8.0)

    assert interval.lower == interval.value == interval.upper == 2.0
    assert math.isnan(interval.design_effect)


def test_refusals() -> None:
    """By name, with what was found."""
    with pytest.raises(NotEnoughData, match="1 clusters hold rows, needs 2"):
        clustered_mean([3, 0], [1.0, 0.0], 1.0)
    with pytest.raises(NotEnoughData, match="the denominator adds up to 0"):
        clustered_ratio([1, 1], [[1.0, 0.0], [2.0, 0.0]], np.eye(2))
    with pytest.raises(ValueError, match=r"sums must have shape \(2, 2\), got \(2,\)"):
        clustered_ratio([1, 1], [1.0, 2.0], np.eye(2))
    with pytest.raises(ValueError, match="rows and totals must have the same length"):
        clustered_mean([1, 1], [1.0], 1.0)
