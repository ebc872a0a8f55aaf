"""Likelihood-ratio (G) test of homogeneity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Counts, Floats
from watchkeeper.stats.two_sample.homogeneity import Divergence, homogeneity
from watchkeeper.stats.two_sample.pooling import Pooled
from watchkeeper.stats.two_sample.random_tables import DRAWS
from watchkeeper.stats.two_sample.result import TestResult


def g(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    tolerated: float = 0.0,
    draws: int = DRAWS,
) -> TestResult:
    """Test whether two count vectors can come from the same shares, by the likelihood ratio.

    Twice the sum over bins and sides of ``observed * ln(observed / expected)``, expected from
    the shares of both sides together; an empty bin adds nothing. It is twice the rows of both
    sides times the Jensen-Shannon divergence (nats) of the two, weighted by their rows. The
    p-value is that of G divided by Williams' factor, which takes off what G is too large by in
    small samples.

    Sparse bins are pooled, or the p-value is drawn at random, as in ``chi2``; *tolerated* works
    as there.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        tolerated: Effect up to which a difference does not matter: the root of
            ``G * (1/n + 1/m)`` at the true shares, which is Cohen's w for small differences.
        draws: Random tables, at most, where the law for large samples does not hold. The seed
            comes from the counts, so the same counts give the same answer.

    Returns:
        Statistic (>= 0, without Williams' factor), p-value, and the rows of *reference* and
        *current*. With no drift the p-value is close to uniform, or larger. With one bin left
        there is nothing to compare: 0 and 1.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts),
            *tolerated* below 0, or no draw.
        NotEnoughData: one of the two holds no row; with a tolerance, fewer than 2 bins are left.

    Source:
        R. R. Sokal, F. J. Rohlf, Biometry, 3rd ed., Freeman 1995, section 17.4; D. A. Williams,
        Improved likelihood ratio tests for complete contingency tables, Biometrika 63 (1976)
        33-37.
    """
    return homogeneity(reference, current, _LIKELIHOOD, tolerated=tolerated, draws=draws)


def _ratio(ref: Counts, cur: Counts) -> Floats:
    """Statistic of each pair; bins on the last axis, each with a row on some side."""
    rows = (ref + cur).sum(axis=-1, keepdims=True).astype(np.float64)
    values = np.zeros(ref.shape[:-1])
    for side in (ref, cur):
        expected = (ref + cur) * (side.sum(axis=-1, keepdims=True) / rows)
        values = values + scipy.special.rel_entr(side.astype(np.float64), expected).sum(axis=-1)
    # Rounding can leave equal shares a little below 0.
    return np.maximum(2.0 * values, 0.0)


def _williams(pooled: Pooled) -> float:
    n, m = float(pooled.reference.sum()), float(pooled.current.sum())
    rows, bins = n + m, pooled.reference.size
    sides = rows / n + rows / m - 1.0
    columns = float((rows / (pooled.reference + pooled.current)).sum()) - 1.0
    return 1.0 + sides * columns / (6.0 * rows * (bins - 1))


def _slopes(q: Floats, p: Floats, part: float) -> tuple[Floats, Floats]:
    """Derivatives of ``2 (a KL(q|s) + b KL(p|s)) / (a b)``, s = a q + b p, a = part, b = 1 - a."""
    both = part * q + (1.0 - part) * p
    return 2.0 / (1.0 - part) * np.log(q / both), 2.0 / part * np.log(p / both)


_LIKELIHOOD = Divergence(_ratio, _williams, _slopes)
