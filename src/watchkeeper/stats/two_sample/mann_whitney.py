"""Mann-Whitney test of two samples."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Floats, finite_1d, not_negative
from watchkeeper.stats.two_sample.result import TestResult
from watchkeeper.stats.two_sample.tolerance import chance_beyond


def mann_whitney(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, tolerated: float = 0.0
) -> TestResult:
    """Test whether values of one sample tend to be larger than those of the other.

    The probability of superiority: the share of pairs in which the current value is the larger
    one, ties counted half. With *tolerated* 0 the p-value is the two-sided one of equal
    distributions: exact where there are no ties and up to 8 rows on a side, normal with the
    correction for ties above that.

    With a tolerance, the true probability may lie so far from one half. The error is the larger
    one of two: that of the shares of pairs that each row wins, and that of exponential values
    with the probability at the edge of the tolerance, which stays above 0 where the samples do
    not overlap; Student's law, with Brunner and Munzel's degrees of freedom.

    Args:
        reference: Shape (n,). Values from the period taken as normal.
        current: Shape (m,). Values from the period under test.
        tolerated: Distance of the true probability from one half, in [0, .5), up to which a
            difference does not matter. A shift by .1, .2, .5 standard deviations of a normal
            law is .028, .056, .138.

    Returns:
        Statistic (the probability of superiority, in [0, 1]), p-value, n and m. With no drift
        the p-value is close to uniform, and larger inside a tolerance. Where all values are
        equal: one half, and 1.

    Raises:
        ValueError: a sample is not 1-d, or holds NaN or infinity, or *tolerated* outside
            [0, .5).
        NotEnoughData: fewer than 2 rows in either sample.

    Source:
        H. B. Mann, D. R. Whitney, On a test of whether one of two random variables is
        stochastically larger than the other, Annals of Mathematical Statistics 18 (1947) 50-60;
        E. Brunner, U. Munzel, The nonparametric Behrens-Fisher problem, Biometrical Journal 42
        (2000) 17-25; R. G. Newcombe, Confidence intervals for an effect size measure based on
        the Mann-Whitney statistic, part 2, Statistics in Medicine 25 (2006) 559-573, method 5.
    """
    ref = finite_1d(reference, name="reference", at_least=2)
    cur = finite_1d(current, name="current", at_least=2)
    limit = not_negative(tolerated, name="tolerated")
    if limit >= 0.5:
        raise ValueError(f"tolerated must be below .5, got {limit}")
    n, m = ref.size, cur.size
    ranks = scipy.stats.rankdata(np.concatenate((ref, cur)))
    above = float(ranks[n:].mean() - (m + 1) / 2.0) / n
    if ranks.min() == ranks.max():
        return TestResult(0.5, 1.0, n, m)
    if limit == 0.0:
        return TestResult(above, float(scipy.stats.mannwhitneyu(cur, ref).pvalue), n, m)
    # Rank among all less rank within the own sample: rows of the other one below, ties half.
    wins = (ranks[:n] - scipy.stats.rankdata(ref)) / m, (ranks[n:] - scipy.stats.rankdata(cur)) / n
    return TestResult(above, _chance(above - 0.5, limit, *wins), n, m)


def _chance(gap: float, tolerated: float, ref_wins: Floats, cur_wins: Floats) -> float:
    n, m = ref_wins.size, cur_wins.size
    parts = float(ref_wins.var(ddof=1)) / n, float(cur_wins.var(ddof=1)) / m
    error = math.sqrt(max(sum(parts), _exponential_variance(0.5 + tolerated, n, m)))
    below = parts[0] ** 2 / (n - 1.0) + parts[1] ** 2 / (m - 1.0)
    degrees = sum(parts) ** 2 / below if below > 0.0 else min(n, m) - 1.0
    return chance_beyond(gap, tolerated, error, degrees=degrees)


def _exponential_variance(area: float, n: int, m: int) -> float:
    """Hanley and McNeil's variance with both sizes in its brackets replaced by their mean."""
    others = (n + m) / 2.0 - 1.0
    spread = (1.0 - area) / (2.0 - area) + area / (1.0 + area)
    return area * (1.0 - area) * (1.0 + others * spread) / (n * m)
