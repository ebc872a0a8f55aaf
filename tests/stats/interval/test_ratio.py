"""The delta-method interval of a ratio."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import Interval, ratio


def of_rows(a: np.ndarray, b: np.ndarray) -> Interval:
    """Return the interval of sum(a) / sum(b) from the sums of rows."""
    return ratio(a.size, [a.sum(), b.sum()], [[a @ a, a @ b], [a @ b, b @ b]])


def test_residuals_by_hand() -> None:
    """e = a - R b, row by row."""
    a, b = np.array([1.0, 2, 4, 3]), np.array([2.0, 3, 5, 5])
    r = 10 / 15
    half = norm.isf(0.025) * np.sqrt(np.square(a - r * b).sum() * 4 / 3) / 15

    interval = of_rows(a, b)

    assert interval.value == pytest.approx(r)
    assert interval.upper - interval.value == pytest.approx(half)


def test_a_constant_denominator_is_a_mean() -> None:
    """With b = 1 it is the normal interval of the mean of a."""
    a = np.random.default_rng(0).normal(5, 2, 50)

    interval = of_rows(a, np.ones(50))

    assert interval.upper - interval.value == pytest.approx(
        norm.isf(0.025) * a.std(ddof=1) / np.sqrt(50)
    )


def test_coverage() -> None:
    """Precision as a ratio, 500 rows: .95 of 2,000 samples within 3 standard errors."""
    rng = np.random.default_rng(1)
    predicted = rng.random((2000, 500)) < 0.4
    hits = predicted & (rng.random((2000, 500)) < 0.7)

    intervals = (
        of_rows(a.astype(float), b.astype(float)) for a, b in zip(hits, predicted, strict=True)
    )
    covered = np.mean([i.lower <= 0.7 <= i.upper for i in intervals])

    assert covered == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / 2000))


def test_scarce_data() -> None:
    """One row has no spread; a denominator of nothing has no ratio."""
    with pytest.raises(NotEnoughData, match="n is 1, needs 2"):
        ratio(1, [1, 1], [[1, 1], [1, 1]])
    with pytest.raises(NotEnoughData, match="denominator adds up to 0"):
        ratio(5, [1, 0], [[1, 0], [0, 0]])


def test_shapes_are_checked_by_name() -> None:
    """The message shows the shape that came."""
    with pytest.raises(ValueError, match=r"products must have shape \(2, 2\), got \(2,\)"):
        ratio(5, [1, 2], [1, 2])
