"""Chi-square test of homogeneity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Counts, Floats
from watchkeeper.stats.two_sample.homogeneity import Divergence, homogeneity
from watchkeeper.stats.two_sample.random_tables import DRAWS
from watchkeeper.stats.two_sample.result import TestResult


def chi2(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    tolerated: float = 0.0,
    draws: int = DRAWS,
) -> TestResult:
    """Test whether two count vectors can come from the same shares.

    Pearson's statistic of the two-row table: the sum over bins and sides of
    ``(observed - expected)**2 / expected``, expected from the shares of both sides together.
    The reference is a sample like the other; it is not taken as the truth.

    Bins that expect fewer than 5 rows on a side are pooled into one. If they hold more than a
    fifth of all rows nothing is pooled, and the p-value is the share of tables with the same
    sums of rows and columns, drawn at random, whose statistic is as large:
    ``(as large + 1) / (draws + 1)``. Drawing ends early at the 20th as large.

    With *tolerated* above 0 sparse bins are always pooled, which can only lower the effect. The
    p-value is the larger one of the noncentral chi-square's, with noncentrality
    ``tolerated**2 / (1/n + 1/m)``, and of a normal test by the delta-method error of the
    effect's square: the first law alone is too narrow for large effects.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        tolerated: Cohen's effect w up to which a difference does not matter: the root of the
            sum over bins of ``(p - q)**2 / s``, *p* and *q* the shares of both sides, *s* those
            of both together. Its square is close to a population stability index: .316 for
            .1. It is not Cramer's V, whose meaning moves with the ratio of n to m; V is half of
            w where both sides have as many rows.
        draws: Random tables, at most, where the law for large samples does not hold. The seed
            comes from the counts, so the same counts give the same answer.

    Returns:
        Statistic (>= 0), p-value, and the rows of *reference* and *current*. With no drift the
        p-value is uniform, or larger. With one bin left there is nothing to compare: 0 and 1.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts),
            *tolerated* below 0, or no draw.
        NotEnoughData: one of the two holds no row; with a tolerance, fewer than 2 bins are left.

    Source:
        W. G. Cochran, Some methods for strengthening the common chi-square tests, Biometrics 10
        (1954) 417-451; J. Besag, P. Clifford, Sequential Monte Carlo p-values, Biometrika 78
        (1991) 301-304; J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd
        ed., 1988, chapter 7.
    """
    return homogeneity(reference, current, _PEARSON, tolerated=tolerated, draws=draws)


def _pearson(ref: Counts, cur: Counts) -> Floats:
    """Pearson's statistic of each pair; bins on the last axis, each with a row on some side."""
    n, m = (c.sum(axis=-1, keepdims=True).astype(np.float64) for c in (ref, cur))
    # (observed - expected)^2 / expected of both sides, added, is n m (q - p)^2 / (ref + cur).
    gaps = np.square(ref / n - cur / m)
    values: Floats = (n * m)[..., 0] * (gaps / (ref + cur)).sum(axis=-1)
    return values


def _slopes(q: Floats, p: Floats, part: float) -> tuple[Floats, Floats]:
    """Derivatives of the sum of ``(p - q)**2 / s``, s = part q + (1 - part) p."""
    ratio = (p - q) / (part * q + (1.0 - part) * p)
    return -2.0 * ratio - part * ratio**2, 2.0 * ratio - (1.0 - part) * ratio**2


_PEARSON = Divergence(_pearson, lambda _: 1.0, _slopes)
