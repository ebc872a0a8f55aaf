"""Test of a two-row table by a chi-square statistic: for any difference, or above an effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Floats, count, not_negative, paired_counts
from watchkeeper.stats.two_sample.delta_error import delta_error, normal_tail
from watchkeeper.stats.two_sample.pooling import Pooled, pool_sparse, two_bins
from watchkeeper.stats.two_sample.random_tables import Statistic, share_as_large
from watchkeeper.stats.two_sample.result import TestResult

# Above this share of rows in sparse bins, one pooled bin would hide what the test is for.
_LARGEST_POOLED_SHARE = 0.2


class Divergence(NamedTuple):
    """A statistic of a two-row table that is chi-square without drift.

    ``shrink`` takes the pooled counts and gives what the statistic is divided by before the
    chi-square law is believed. ``slopes`` takes the shares of both sides and the part of all
    rows that lies in the reference; it gives the derivatives, by the shares of either side, of
    statistic * (1/n + 1/m).
    """

    statistic: Statistic
    shrink: Callable[[Pooled], float]
    slopes: Callable[[Floats, Floats, float], tuple[Floats, Floats]]


def homogeneity(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    divergence: Divergence,
    *,
    tolerated: float,
    draws: int,
) -> TestResult:
    """Test whether two count vectors can come from shares that are equal, or nearly so.

    Raises:
        ValueError: what is no pair of counts, *tolerated* below 0, or no draw.
        NotEnoughData: a side without rows; with a tolerance, fewer than 2 bins left.
    """
    ref, cur = paired_counts(reference, current)
    limit = not_negative(tolerated, name="tolerated")
    if count(draws, name="draws") == 0:
        raise ValueError("draws must be at least 1, got 0")
    n, m = int(ref.sum()), int(cur.sum())
    pooled = pool_sparse(ref, cur)
    if limit > 0.0:
        return _beyond(two_bins(pooled, n, m), divergence, limit)
    if pooled.share <= _LARGEST_POOLED_SHARE:
        value = float(divergence.statistic(pooled.reference, pooled.current))
        return TestResult(value, _central(value, pooled, divergence), n, m)
    occupied = (ref + cur) > 0
    # In an order that depends on the counts only: permuted bins then draw the same tables.
    order = np.lexsort((ref[occupied], (ref + cur)[occupied]))
    ref, cur = ref[occupied][order], cur[occupied][order]
    p_value = share_as_large(divergence.statistic, ref, cur, draws=draws)
    return TestResult(float(divergence.statistic(ref, cur)), p_value, n, m)


def _central(value: float, pooled: Pooled, divergence: Divergence) -> float:
    bins = pooled.reference.size
    if bins < 2:
        return 1.0
    return float(scipy.stats.chi2.sf(value / divergence.shrink(pooled), bins - 1))


def _beyond(pooled: Pooled, divergence: Divergence, tolerated: float) -> TestResult:
    """Test against effects up to *tolerated*, by the noncentral law and by the normal one."""
    n, m = int(pooled.reference.sum()), int(pooled.current.sum())
    k, free, limit = 1.0 / n + 1.0 / m, pooled.reference.size - 1, tolerated**2
    value = float(divergence.statistic(pooled.reference, pooled.current))
    q, p = ((c + 0.5) / (c.sum() + 0.5 * c.size) for c in (pooled.reference, pooled.current))
    error = delta_error(divergence.slopes(q, p, n / (n + m)), (q, p), (n, m))
    guard = normal_tail((value - free) * k - limit, error)
    p_value = max(float(scipy.stats.ncx2.sf(value, free, limit / k)), guard)
    return TestResult(value, p_value, n, m)
