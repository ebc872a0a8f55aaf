"""Test of two shares by the normal law."""

from __future__ import annotations

import math

import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Counts, not_negative, paired_counts
from watchkeeper.stats.two_sample.result import TestResult
from watchkeeper.stats.two_sample.tolerance import chance_beyond


def z_proportions(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, tolerated: float = 0.0
) -> TestResult:
    """Test whether two shares can be equal, or no further apart than *tolerated*; normal law.

    ``(p - q) / sqrt(s (1 - s) (1/n + 1/m))``, *p* and *q* the shares of *current* and
    *reference*, *s* that of both together; two-sided. With a tolerance: ``p - q`` less the
    tolerance, over the error that it has at the likeliest shares that lie the tolerance apart
    (a score test).

    Args:
        reference: Shape (2,). Rows of the kind counted, and all other rows.
        current: Shape (2,). The same of the period under test.
        tolerated: Difference of the shares, in [0, 1), up to which it does not matter.

    Returns:
        Statistic (standard errors beyond the tolerance; above 0 where *current* has the larger
        share; 0 within the tolerance), p-value, and the rows of *reference* and *current*. With
        no drift the p-value is close to uniform where each of the four expects 5 rows; take
        ``fisher`` below that. 0 and 1 where all rows are of one kind.

    Raises:
        ValueError: not 2 counts a side, or what is no count (NaN, infinity, below 0, parts), or
            *tolerated* outside [0, 1).
        NotEnoughData: one of the two holds no row.

    Source:
        J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd
        ed., Wiley 2003, section 3.2 (without the correction for continuity); C. P. Farrington,
        G. Manning, Test statistics and sample size formulae for comparative binomial trials,
        Statistics in Medicine 9 (1990) 1447-1454.
    """
    ref, cur = two_kinds(reference, current)
    limit = tolerated_difference(tolerated)
    n, m = int(ref.sum()), int(cur.sum())
    gap = float(cur[0]) / m - float(ref[0]) / n
    q = _share_at(ref, cur, math.copysign(limit, gap))
    p = q + math.copysign(limit, gap)
    error = math.sqrt(max(0.0, q * (1.0 - q) / n + p * (1.0 - p) / m))
    if error == 0.0:
        return TestResult(0.0, 1.0, n, m)
    z = math.copysign(max(0.0, abs(gap) - limit) / error, gap)
    return TestResult(z, chance_beyond(gap, limit, error), n, m)


def two_kinds(reference: npt.ArrayLike, current: npt.ArrayLike) -> tuple[Counts, Counts]:
    """Return both as counts of shape (2,), or say that they are not.

    Raises:
        ValueError: not 2 counts a side, or what is no count.
        NotEnoughData: one of the two holds no row.
    """
    ref, cur = paired_counts(reference, current)
    if ref.size != 2:
        raise ValueError(f"reference and current must have shape (2,), got {ref.shape}")
    return ref, cur


def tolerated_difference(tolerated: float) -> float:
    """Return a difference of shares in [0, 1), or refuse it by name."""
    limit = not_negative(tolerated, name="tolerated")
    if limit >= 1.0:
        raise ValueError(f"tolerated must be below 1, got {limit}")
    return limit


def _share_at(ref: Counts, cur: Counts, apart: float) -> float:
    """Return the likeliest share of the reference where that of current is *apart* from it."""
    (a, b), (c, d) = (map(float, counts) for counts in (ref, cur))
    if apart == 0.0:
        return (a + c) / (a + b + c + d)
    low, high = max(0.0, -apart), min(1.0, 1.0 - apart)
    edge = 1e-12 * (high - low)

    def slope(q: float) -> float:
        """Derivative of the log-likelihood: falls all the way."""
        p = q + apart
        return a / q - b / (1.0 - q) + c / p - d / (1.0 - p)

    low, high = low + edge, high - edge
    if slope(low) <= 0.0:
        return low
    if slope(high) >= 0.0:
        return high
    return float(scipy.optimize.brentq(slope, low, high, xtol=1e-13))
