"""Chi-square test of homogeneity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Counts, Floats, count, paired_counts
from watchkeeper.stats.two_sample.pooling import pool_sparse
from watchkeeper.stats.two_sample.result import TestResult

# Above this share of rows in sparse bins, one pooled bin would hide what the test is for.
_LARGEST_POOLED_SHARE = 0.2
# NumPy draws without replacement from fewer than this many rows.
_LARGEST_URN = 1_000_000_000
# Drawing ends at this many tables as large: the p-value is then at least .01.
_ENOUGH = 20
_BLOCK = 200


def chi2(reference: npt.ArrayLike, current: npt.ArrayLike, *, draws: int = 1999) -> TestResult:
    """Test whether two count vectors can come from the same shares.

    Pearson's statistic of the two-row table: the sum over bins and sides of
    ``(observed - expected)**2 / expected``, expected from the shares of both sides together.
    The reference is a sample like the other; it is not taken as the truth.

    Bins that expect fewer than 5 rows on a side are pooled into one. If they hold more than a
    fifth of all rows nothing is pooled, and the p-value is the share of tables with the same
    sums of rows and columns, drawn at random, whose statistic is as large:
    ``(as large + 1) / (draws + 1)``. Drawing ends early at the 20th as large.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        draws: Random tables, at most, where the law for large samples does not hold. The seed
            comes from the counts, so the same counts give the same answer.

    Returns:
        Statistic (>= 0), p-value, and the rows of *reference* and *current*. With no drift the
        p-value is uniform, or larger. With one bin left there is nothing to compare: 0 and 1.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts),
            or no draw.
        NotEnoughData: one of the two holds no row.

    Source:
        W. G. Cochran, Some methods for strengthening the common chi-square tests, Biometrics 10
        (1954) 417-451; J. Besag, P. Clifford, Sequential Monte Carlo p-values, Biometrika 78
        (1991) 301-304.
    """
    ref, cur = paired_counts(reference, current)
    if count(draws, name="draws") == 0:
        raise ValueError("draws must be at least 1, got 0")
    n, m = int(ref.sum()), int(cur.sum())
    pooled = pool_sparse(ref, cur)
    if pooled.share <= _LARGEST_POOLED_SHARE:
        bins = pooled.reference.size
        value = float(_pearson(pooled.reference, pooled.current))
        return TestResult(
            value, float(scipy.stats.chi2.sf(value, bins - 1)) if bins > 1 else 1.0, n, m
        )
    occupied = (ref + cur) > 0
    # In an order that depends on the counts only: permuted bins then draw the same tables.
    order = np.lexsort((ref[occupied], (ref + cur)[occupied]))
    ref, cur = ref[occupied][order], cur[occupied][order]
    return TestResult(float(_pearson(ref, cur)), _monte_carlo(ref, cur, draws), n, m)


def _monte_carlo(ref: Counts, cur: Counts, draws: int) -> float:
    least = float(_pearson(ref, cur)) * (1.0 - 1e-9)
    rng = np.random.default_rng([*ref.tolist(), *cur.tolist()])
    total, m = ref + cur, int(cur.sum())
    drawn = as_large = 0
    while drawn < draws:
        tables = _tables(rng, total, m, min(_BLOCK, draws - drawn))
        hits = np.flatnonzero(_pearson(total - tables, tables) >= least)
        if as_large + hits.size >= _ENOUGH:
            # The hit that makes it enough is the "+ 1" of both.
            return _ENOUGH / (drawn + int(hits[_ENOUGH - as_large - 1]) + 1)
        drawn, as_large = drawn + len(tables), as_large + hits.size
    return (as_large + 1) / (draws + 1)


def _tables(rng: np.random.Generator, total: Counts, m: int, size: int) -> Counts:
    if int(total.sum()) < _LARGEST_URN:
        return rng.multivariate_hypergeometric(total, m, size=size)
    # Sparse bins among so many rows mean that one side is a small part of them: drawing with
    # replacement is then the same.
    return rng.multinomial(m, total / total.sum(), size=size)


def _pearson(ref: Counts, cur: Counts) -> Floats:
    """Pearson's statistic of each pair; bins on the last axis, each with a row on some side."""
    n, m = (c.sum(axis=-1, keepdims=True).astype(np.float64) for c in (ref, cur))
    # (observed - expected)^2 / expected of both sides, added, is n m (q - p)^2 / (ref + cur).
    gaps = np.square(ref / n - cur / m)
    values: Floats = (n * m)[..., 0] * (gaps / (ref + cur)).sum(axis=-1)
    return values
