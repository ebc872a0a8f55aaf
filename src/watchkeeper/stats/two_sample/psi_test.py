"""Test whether a population stability index is above what is tolerated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Counts, not_negative, paired_counts
from watchkeeper.stats.distance.psi import mean_without_drift, psi
from watchkeeper.stats.distance.shares import smoothed_shares
from watchkeeper.stats.two_sample.delta_error import delta_error, normal_tail
from watchkeeper.stats.two_sample.pooling import pool_sparse, two_bins
from watchkeeper.stats.two_sample.psi_law import PsiLaw
from watchkeeper.stats.two_sample.result import TestResult


def psi_test(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    tolerated: float = 0.1,
    overdispersion: PsiLaw | None = None,
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
        overdispersion: What clean windows of this length do on their own (``psi_law_of``), where
            days or sessions differ by more than chance. With *tolerated* 0 the p-value is then
            at least the law's; above 0, what one clean window in a hundred exceeds is tolerated
            if that is more. None: rows are independent.

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
    pooled = two_bins(pool_sparse(ref, cur), n, m)
    value, k = psi(pooled.reference, pooled.current), 1.0 / n + 1.0 / m
    free = pooled.reference.size - 1
    if limit == 0.0:
        p_value = float(scipy.stats.chi2.sf(value / k, free))
        if overdispersion is not None:
            p_value = max(p_value, overdispersion.tail(value, k=k, free=free))
        return TestResult(value, p_value, n, m)
    if overdispersion is not None:
        limit = max(limit, overdispersion.reached())
    p_value = float(scipy.stats.ncx2.sf(value / k, free, limit / k))
    above = value - mean_without_drift(pooled.reference, pooled.current) - limit
    guard = normal_tail(above, index_error(pooled.reference, pooled.current))
    return TestResult(value, max(p_value, guard), n, m)


def index_error(reference: Counts, current: Counts) -> float:
    """Return the standard error of the index of two count vectors, by the delta method."""
    q, p = smoothed_shares(reference, current, smoothing=0.5)
    log_ratio = np.log(p / q)
    slopes = -log_ratio - p / q, log_ratio - q / p
    return delta_error(slopes, (q, p), (int(reference.sum()), int(current.sum())))
