"""Newcombe's interval of an area under the ROC curve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm, rankdata

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import auc


def roots(area: float, m: int, n: int) -> list[float]:
    """Return where (area - t)**2 = z**2 V(t), as the real roots of the quartic."""
    z2, h = norm.isf(0.025) ** 2, (m + n) / 2 - 1
    t = np.polynomial.Polynomial([0, 1])
    u = t * (1 - t)
    quartic = m * n * (area - t) ** 2 * (2 - t) * (1 + t) - z2 * u * (2 + h + (1 + 2 * h) * u)
    return sorted(r.real for r in quartic.roots() if abs(r.imag) < 1e-9 and 0 <= r.real <= 1)


@pytest.mark.parametrize(
    ("area", "m", "n"), [(0.5, 10, 10), (0.8, 20, 200), (0.97, 300, 40), (0.2, 15, 15)]
)
def test_limits_solve_the_equation(area: float, m: int, n: int) -> None:
    """The roots of the quartic, found by another method."""
    interval = auc(area, m, n)

    assert [interval.lower, interval.upper] == pytest.approx(roots(area, m, n), abs=1e-7)


def test_limits_are_one_z_away_by_hanley_and_mcneil() -> None:
    """At each limit the variance, with N for both class sizes, is what separates it."""
    m, n = 40, 60
    interval, big = auc(0.85, m, n), (m + n) / 2

    for t in (interval.lower, interval.upper):
        q1, q2 = t / (2 - t), 2 * t * t / (1 + t)
        variance = (t * (1 - t) + (big - 1) * (q1 - t * t) + (big - 1) * (q2 - t * t)) / (m * n)
        assert abs(0.85 - t) == pytest.approx(norm.isf(0.025) * np.sqrt(variance))


def test_a_perfect_area_is_not_known_for_sure() -> None:
    """No pair out of order: the lower limit is below 1 and rises with the rows."""
    few, many = auc(1.0, 10, 10), auc(1.0, 1000, 1000)

    assert few.upper == many.upper == 1.0
    assert 0.75 < few.lower < 0.85
    assert 0.99 < many.lower < 1.0


def test_reversed_classes_mirror_the_limits() -> None:
    """The area of the other class as positive."""
    one, other = auc(0.7, 30, 90), auc(0.3, 90, 30)

    assert (one.lower, one.upper) == pytest.approx((1 - other.upper, 1 - other.lower))


@pytest.mark.parametrize("area", [0.7, 0.95])
@pytest.mark.parametrize(("m", "n"), [(10, 50), (10, 500), (50, 200), (300, 50)])
def test_coverage(area: float, m: int, n: int) -> None:
    """Binormal scores: at least .95 - .02 of 500 samples, less 3 standard errors."""
    rng = np.random.default_rng([m, n])
    scores = np.hstack(
        [rng.normal(np.sqrt(2) * norm.ppf(area), 1, (500, m)), rng.normal(0, 1, (500, n))]
    )
    ranks = rankdata(scores, axis=1)[:, :m].sum(axis=1)
    areas = (ranks - m * (m + 1) / 2) / (m * n)

    covered = sum(i.lower <= area <= i.upper for i in (auc(a, m, n) for a in areas))

    assert covered >= binom.ppf(0.00135, 500, 0.93)


def test_fewer_than_ten_of_a_class_are_scarce() -> None:
    """The message names the class and both numbers."""
    with pytest.raises(NotEnoughData, match="positives has 9 rows, needs 10"):
        auc(0.9, 9, 1000)


def test_an_area_above_one_is_refused() -> None:
    """A percentage in place of a share."""
    with pytest.raises(ValueError, match=r"area must lie in 0 to 1, got 93\.0"):
        auc(93.0, 50, 50)
