"""Welch's test of two means."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, finite_1d, not_negative
from watchkeeper.stats.two_sample.result import TestResult
from watchkeeper.stats.two_sample.tolerance import chance_beyond

# Cochran's rule, 25 squared skewness of one sample, says: the mean's skewness is at most .2.
_MOST_SKEWED = 0.2


def welch(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, tolerated: float = 0.0
) -> TestResult:
    """Test whether two means differ by more than *tolerated* standard deviations.

    ``(mean of current - mean of reference) / sqrt(s2 / n + t2 / m)``, *s2* and *t2* the sample
    variances, against Student's law with Welch's degrees of freedom; two-sided. With a
    tolerance the gap counts from its edge, and the error takes in that the standard deviation
    of the reference is estimated as well.

    Args:
        reference: Shape (n,). Values from the period taken as normal.
        current: Shape (m,). Values from the period under test.
        tolerated: Difference of the true means up to which it does not matter, in standard
            deviations of the reference: one setting for columns of any unit.

    Returns:
        Statistic (standard errors beyond the tolerance; above 0 where *current* has the larger
        mean; 0 within the tolerance), p-value, n and m. With no drift the p-value is close to
        uniform. All values equal: 0 and 1.

    Raises:
        ValueError: a sample is not 1-d, or holds NaN or infinity, or *tolerated* below 0.
        NotEnoughData: fewer than 2 rows in either sample; two constants that differ; or the gap
            is too skewed for the law (skewness above .2), as with few rows of rare large values
            beside a large reference.

    Source:
        B. L. Welch, The generalization of "Student's" problem when several different population
        variances are involved, Biometrika 34 (1947) 28-35; W. G. Cochran, Sampling Techniques,
        3rd ed., Wiley 1977, section 2.15 (the rule for skewed values).
    """
    ref = finite_1d(reference, name="reference", at_least=2)
    cur = finite_1d(current, name="current", at_least=2)
    limit = not_negative(tolerated, name="tolerated")
    n, m = ref.size, cur.size
    middle = float(ref.mean())
    then, now = ref - middle, cur - middle
    gap, deviation = float(now.mean()), float(then.std(ddof=1))
    parts = _Parts(_row_variance(then, gap, limit, deviation) / n, float(now.var(ddof=1)) / m, n, m)
    if parts.error == 0.0:
        return _constants(gap, n, m)
    _refuse_skewed(then, now - gap, parts.error)
    edge = limit * deviation
    t = math.copysign(max(0.0, abs(gap) - edge) / parts.error, gap)
    return TestResult(t, chance_beyond(gap, edge, parts.error, degrees=parts.degrees), n, m)


class _Parts(NamedTuple):
    """What either side adds to the variance of the gap."""

    reference: float
    current: float
    n: int
    m: int

    @property
    def error(self) -> float:
        """Standard error of the gap."""
        return math.sqrt(self.reference + self.current)

    @property
    def degrees(self) -> float:
        """Welch's degrees of freedom, from shares of the variance so that nothing underflows."""
        share = self.reference / (self.reference + self.current)
        return 1.0 / (share**2 / (self.n - 1.0) + (1.0 - share) ** 2 / (self.m - 1.0))


def _row_variance(then: Floats, gap: float, tolerated: float, deviation: float) -> float:
    """Variance of what one row of the reference adds to its mean plus the tolerance."""
    if tolerated == 0.0 or deviation == 0.0:
        return float(then.var(ddof=1))
    side = math.copysign(tolerated, gap)
    return float((then + side * then**2 / (2.0 * deviation)).var(ddof=1))


def _constants(gap: float, n: int, m: int) -> TestResult:
    if gap != 0.0:
        raise NotEnoughData(
            f"reference and current are constant and differ by {gap:g}: no spread to judge it by",
            hint="take ks, which needs none",
        )
    return TestResult(0.0, 1.0, n, m)


def _refuse_skewed(then: Floats, now: Floats, error: float) -> None:
    n, m = then.size, now.size
    # Of both sides together, as they are without drift; with as many rows on either it cancels.
    third = float(np.sum(now**3) + np.sum(then**3)) / (n + m)
    skewness = abs(third * (1.0 / m**2 - 1.0 / n**2)) / error**3
    if skewness > _MOST_SKEWED:
        raise NotEnoughData(
            f"the gap of the means of {n} and {m} rows has skewness {skewness:.2g}, "
            f"needs {_MOST_SKEWED} or less",
            hint="widen the window, or take mann_whitney or ks",
        )
