"""Test whether a population stability index is above what is tolerated."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, not_negative, paired_counts
from watchkeeper.stats.distance.psi import mean_without_drift, psi
from watchkeeper.stats.distance.shares import smoothed_shares
from watchkeeper.stats.two_sample.pooling import Pooled, pool_sparse
from watchkeeper.stats.two_sample.result import TestResult


def psi_test(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, tolerated: float = 0.1
) -> TestResult:
    """Test whether the population stability index of the two periods exceeds *tolerated*.

    With ``k = 1/n + 1/m`` and half a row added to every bin, index / k is compared with the
    noncentral chi-square with bins - 1 degrees of freedom and noncentrality tolerated / k. The
    p-value is the larger one of that and of a normal test of
    ``(index - (bins - 1) k - tolerated) / SE``, SE by the delta method: the first law alone
    is too narrow where the shares are very unequal. With *tolerated* 0 the law is the central
    chi-square, alone.

    Bins that expect fewer than 5 rows on a side are pooled into one, which can only lower the
    index.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        tolerated: Index, in nats, up to which a difference does not matter. 0 tests for any
            difference at all and fires on every large enough window.

    Returns:
        Statistic (the index after pooling, in nats, >= 0), p-value, and the rows of *reference*
        and *current*. Where the true index is at or below *tolerated*, a p-value below alpha
        comes up with chance alpha at most; with no drift and a tolerance, far less often.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts),
            or *tolerated* below 0.
        NotEnoughData: one of the two holds no row, or fewer than 2 bins are left.

    Source:
        B. Yurdakul, Statistical Properties of Population Stability Index, PhD thesis, Western
        Michigan University, 2018 (Dissertations 3208).
    """
    ref, cur = paired_counts(reference, current)
    limit = not_negative(tolerated, name="tolerated")
    n, m = int(ref.sum()), int(cur.sum())
    pooled = pool_sparse(ref, cur)
    bins = pooled.reference.size
    if bins < 2:
        raise NotEnoughData(
            f"{n} and {m} rows leave {bins} bin that expects 5 rows on both sides, needs 2",
            hint="widen the window or use fewer bins",
        )
    value, k = psi(pooled.reference, pooled.current), 1.0 / n + 1.0 / m
    if limit == 0.0:
        return TestResult(value, float(scipy.stats.chi2.sf(value / k, bins - 1)), n, m)
    p_value = float(scipy.stats.ncx2.sf(value / k, bins - 1, limit / k))
    return TestResult(value, max(p_value, _guard(pooled, value, limit)), n, m)


def _guard(pooled: Pooled, value: float, limit: float) -> float:
    """One-sided p-value of the debiased index against *limit* by its delta-method error."""
    bias = mean_without_drift(pooled.reference, pooled.current)
    q, p = smoothed_shares(pooled.reference, pooled.current, smoothing=0.5)
    log_ratio = np.log(p / q)
    variance = _variance(p, log_ratio - q / p) / float(pooled.current.sum())
    variance += _variance(q, -log_ratio - p / q) / float(pooled.reference.sum())
    above = value - bias - limit
    if variance <= 0.0:
        return 0.0 if above > 0.0 else 1.0
    return float(scipy.stats.norm.sf(above / math.sqrt(variance)))


def _variance(shares: Floats, slopes: Floats) -> float:
    """Variance of one row's slope: what a multinomial share vector gives a smooth function."""
    centre = float(shares @ slopes)
    return max(0.0, float(shares @ np.square(slopes - centre)))
