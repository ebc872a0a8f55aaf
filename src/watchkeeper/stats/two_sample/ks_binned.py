"""Kolmogorov-Smirnov test of binned values."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Counts, Floats, count, paired_counts
from watchkeeper.stats.distance.ks_bounds import ks_bounds
from watchkeeper.stats.two_sample.ks import chance_beyond_gap, tolerated_gap
from watchkeeper.stats.two_sample.ks_law import chance_of_gap
from watchkeeper.stats.two_sample.random_tables import DRAWS, share_as_large
from watchkeeper.stats.two_sample.result import TestResult

# Below this the bound is close enough, and drawing would not tell it from 0.
_SMALL = 0.001


def ks_binned(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    tolerated: float = 0.0,
    draws: int = DRAWS,
) -> TestResult:
    """Test whether two distribution functions differ by more than *tolerated*, from counts.

    The gap of the functions at the bin edges is the least that the values behind the counts can
    have (the lower one of ``ks_bounds``), so its p-value among unbinned values is an upper bound
    of that of ``ks``. Where this bound is above .001 the p-value is the share of random tables
    with the same sums whose gap at the edges is as large, ``(as large + 1) / (draws + 1)``, if
    that is less: the gap at the edges is compared with gaps at the edges. Drawing ends early at
    the 20th as large. With a tolerance the bound stands alone.

    Args:
        reference: Shape (bins,). Rows by bin, bins in ascending order.
        current: Shape (bins,). Rows by bin, the same bins.
        tolerated: Largest gap of the true functions, in [0, 1), up to which a difference does
            not matter; as in ``ks``.
        draws: Random tables, at most. The seed comes from the counts, so the same counts give
            the same answer.

    Returns:
        Statistic (the largest gap at an edge, a share from 0 to 1), p-value, and the rows of
        *reference* and *current*. With no drift a p-value below alpha comes up with chance alpha
        at most. On 32 bins of equal mass its power is within 8 points of that of ``ks``.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts),
            *tolerated* outside [0, 1), or no draw.
        NotEnoughData: one of the two holds no row.

    Source:
        As ``ks``; G. E. Noether, Note on the Kolmogorov statistic in the discrete case, Metrika
        7 (1963) 115-116.
    """
    ref, cur = paired_counts(reference, current)
    limit = tolerated_gap(tolerated)
    if count(draws, name="draws") == 0:
        raise ValueError("draws must be at least 1, got 0")
    n, m = int(ref.sum()), int(cur.sum())
    gap = ks_bounds(ref, cur).lower
    if limit > 0.0:
        return TestResult(gap, chance_beyond_gap(gap, limit, n, m), n, m)
    bound = chance_of_gap(ref, cur, gap)
    if bound > _SMALL:
        bound = min(bound, share_as_large(_gap, ref, cur, draws=draws))
    return TestResult(gap, bound, n, m)


def _gap(ref: Counts, cur: Counts) -> Floats:
    """Largest gap at an edge of each pair; bins on the last axis."""
    f, g = (np.cumsum(c, axis=-1) / c.sum(axis=-1, keepdims=True) for c in (ref, cur))
    gaps: Floats = np.abs(f - g).max(axis=-1)
    return gaps
