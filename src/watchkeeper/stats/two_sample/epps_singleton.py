"""Epps-Singleton test of two samples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, finite_1d
from watchkeeper.stats.two_sample.result import TestResult

LEAST_ROWS = 25
_POINTS = (0.4, 0.8)


def epps_singleton(reference: npt.ArrayLike, current: npt.ArrayLike) -> TestResult:
    """Test whether two samples come from one distribution, by their characteristic functions.

    Each value gives four numbers: cosine and sine of .4 and of .8 times the value over half the
    interquartile range of all values. The statistic is the squared gap of the means of these
    numbers, measured by the covariance of all rows of both sides together. (Epps and Singleton
    estimate it from either side on its own: with 50 rows against 5,000 that calls 38 of 100
    samples without drift different at .05.) Works on values with ties.

    It tests for no drift at all: no effect that a user would name is behind its statistic, so
    it takes no tolerance.

    Args:
        reference: Shape (n,). Values from the period taken as normal.
        current: Shape (m,). Values from the period under test.

    Returns:
        Statistic (>= 0), p-value, n and m. With no drift the p-value is close to uniform.

    Raises:
        ValueError: a sample is not 1-d, or holds NaN or infinity.
        NotEnoughData: fewer than 25 rows in either sample, or half of all values or more are
            equal: no interquartile range.

    Source:
        T. W. Epps, K. J. Singleton, An omnibus test for the two-sample problem using the
        empirical characteristic function, Journal of Statistical Computation and Simulation 26
        (1986) 177-203.
    """
    ref = finite_1d(reference, name="reference", at_least=LEAST_ROWS)
    cur = finite_1d(current, name="current", at_least=LEAST_ROWS)
    both = np.concatenate((ref, cur))
    middle = float(np.median(both))
    low, high = np.quantile(both, (0.25, 0.75))
    if low == high:
        raise NotEnoughData(
            f"the middle half of the {both.size} values is {middle:g}: no interquartile range",
            hint="take chi2 on the counts of the values",
        )
    waves = _waves((both - middle) / ((high - low) / 2.0))
    value, free = _distance(waves[: ref.size], waves[ref.size :])
    return TestResult(value, float(scipy.stats.chi2.sf(value, free)), ref.size, cur.size)


def _waves(scaled: Floats) -> Floats:
    """Return the four numbers of each row, shape (rows, 4)."""
    angles = np.multiply.outer(scaled, _POINTS)
    return np.concatenate((np.cos(angles), np.sin(angles)), axis=1)


def _distance(ref: Floats, cur: Floats) -> tuple[float, int]:
    """Return the squared gap of the means over its covariance, and the rank of that."""
    gap = cur.mean(axis=0) - ref.mean(axis=0)
    covariance = np.cov(np.concatenate((ref, cur)).T) * (1.0 / len(ref) + 1.0 / len(cur))
    inverse = np.linalg.pinv(covariance, hermitian=True)
    return float(gap @ inverse @ gap), int(np.linalg.matrix_rank(covariance, hermitian=True))
