"""Epps-Singleton test of two samples."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, count, finite_1d
from watchkeeper.stats.two_sample.result import TestResult

LEAST_ROWS = 25
_POINTS = (0.4, 0.8)
# The mean of few rows is skewed, which cancels only where the other side is about as small.
_LARGE_SIDE, _LARGEST_RATIO = 1000, 4
# Drawing ends at this many samples as far apart: the p-value is then at least .01.
_ENOUGH = 20


def epps_singleton(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, permutations: int = 1999, seed: int = 0
) -> TestResult:
    """Test whether two samples come from one distribution, by their characteristic functions.

    Each value gives four numbers: cosine and sine of .4 and of .8 times the value over half the
    interquartile range of all values. The statistic is the squared gap of the means of these
    numbers, measured by the covariance of all rows of both sides together. (Epps and Singleton
    estimate it from either side on its own: with 50 rows against 5,000 that calls 38 of 100
    samples without drift different at .05.) Works on values with ties.

    The p-value is the chi-square's. Where one side has fewer than 1,000 rows and the other more
    than 4 times as many, it is the share of random splits of all rows whose statistic is as
    large: ``(as large + 1) / (permutations + 1)``. Drawing ends early at the 20th as large.

    It tests for no drift at all: no effect that a user would name is behind its statistic, so
    it takes no tolerance.

    Args:
        reference: Shape (n,). Values from the period taken as normal.
        current: Shape (m,). Values from the period under test.
        permutations: Random splits, at most, where the law for large samples does not hold.
        seed: The same seed draws the same splits. The order of the rows does not matter.

    Returns:
        Statistic (>= 0), p-value, n and m. With no drift the p-value is close to uniform.

    Raises:
        ValueError: a sample is not 1-d, or holds NaN or infinity; no permutation.
        NotEnoughData: fewer than 25 rows in either sample, or half of all values or more are
            equal: no interquartile range.

    Source:
        T. W. Epps, K. J. Singleton, An omnibus test for the two-sample problem using the
        empirical characteristic function, Journal of Statistical Computation and Simulation 26
        (1986) 177-203; J. Besag, P. Clifford, Sequential Monte Carlo p-values, Biometrika 78
        (1991) 301-304.
    """
    ref = finite_1d(reference, name="reference", at_least=LEAST_ROWS)
    cur = finite_1d(current, name="current", at_least=LEAST_ROWS)
    if count(permutations, name="permutations") == 0:
        raise ValueError("permutations must be at least 1, got 0")
    n, m = ref.size, cur.size
    # Each side in its own order, so that equal seeds split equally whatever order rows came in.
    waves = _waves(_scaled(np.concatenate((np.sort(ref), np.sort(cur)))))
    covariance = np.cov(waves.T) * (1.0 / n + 1.0 / m)
    inverse = np.asarray(np.linalg.pinv(covariance, hermitian=True), dtype=np.float64)
    value = _distance(waves[n:].mean(axis=0) - waves[:n].mean(axis=0), inverse)
    if min(n, m) < _LARGE_SIDE and max(n, m) > _LARGEST_RATIO * min(n, m):
        rng = np.random.default_rng(count(seed, name="seed"))
        gaps = (_random_gap(rng, waves, min(n, m)) for _ in range(permutations))
        p_value = _share_as_large((_distance(gap, inverse) for gap in gaps), value, permutations)
    else:
        free = int(np.linalg.matrix_rank(covariance, hermitian=True))
        p_value = float(scipy.stats.chi2.sf(value, free))
    return TestResult(value, p_value, n, m)


def _scaled(both: Floats) -> Floats:
    low, middle, high = np.quantile(both, (0.25, 0.5, 0.75))
    if low == high:
        raise NotEnoughData(
            f"the middle half of the {both.size} values is {middle:g}: no interquartile range",
            hint="take chi2 on the counts of the values",
        )
    scaled: Floats = (both - middle) / ((high - low) / 2.0)
    return scaled


def _waves(scaled: Floats) -> Floats:
    """Return the four numbers of each row less their means, shape (rows, 4)."""
    angles = np.multiply.outer(scaled, _POINTS)
    waves = np.concatenate((np.cos(angles), np.sin(angles)), axis=1)
    centred: Floats = waves - waves.mean(axis=0)
    return centred


def _distance(gap: Floats, inverse: Floats) -> float:
    return float(gap @ inverse @ gap)


def _random_gap(rng: np.random.Generator, waves: Floats, small: int) -> Floats:
    """Return the gap of the means of *small* random rows and of all others."""
    rows = len(waves)
    side = waves[rng.choice(rows, small, replace=False, shuffle=False)].mean(axis=0)
    # The means of all rows are 0, so those of the others follow.
    gap: Floats = side * (rows / (rows - small))
    return gap


def _share_as_large(values: Iterable[float], least: float, permutations: int) -> float:
    as_large = 0
    for drawn, value in enumerate(values, start=1):
        # Equal splits come out different in the last digits.
        as_large += value >= least * (1.0 - 1e-9)
        if as_large == _ENOUGH:
            # The split that makes it enough is the "+ 1" of both.
            return _ENOUGH / (drawn + 1)
    return (as_large + 1) / (permutations + 1)
