"""Exact test of two shares."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Counts, Floats
from watchkeeper.stats.interval.clopper_pearson import clopper_pearson
from watchkeeper.stats.two_sample.result import TestResult
from watchkeeper.stats.two_sample.z_proportions import tolerated_difference, two_kinds

# Chance that the reference's true share lies outside the shares that are looked at.
_OUTSIDE = 1e-6
_LARGEST_BLOCK = 1_000_000


def fisher(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, tolerated: float = 0.0
) -> TestResult:
    """Test whether two shares can be equal, or no further apart than *tolerated*; exact.

    With *tolerated* 0, Fisher's test: given the sums of rows and columns, the p-value adds up
    the chances of all tables with these sums that are no likelier than the one observed;
    two-sided.

    Given the sums, no law depends on the difference of the shares alone. With a tolerance the
    p-value is therefore the largest chance of a difference as large as the one observed, on
    either side, over all true shares of the reference inside its Clopper-Pearson interval at
    1 - 1e-6 with the other share *tolerated* above or below; plus 1e-6.

    Args:
        reference: Shape (2,). Rows of the kind counted, and all other rows.
        current: Shape (2,). The same of the period under test.
        tolerated: Difference of the shares, in [0, 1), up to which it does not matter.

    Returns:
        Statistic (current share minus reference share, in [-1, 1]), p-value, and the rows of
        *reference* and *current*. With no drift a p-value below alpha comes up with chance
        alpha at most, at any number of rows.

    Raises:
        ValueError: not 2 counts a side, or what is no count (NaN, infinity, below 0, parts), or
            *tolerated* outside [0, 1).
        NotEnoughData: one of the two holds no row.

    Source:
        R. A. Fisher, The logic of inductive inference, JRSS 98 (1935) 39-82; R. L. Berger,
        D. D. Boos, P values maximized over a confidence set for the nuisance parameter, JASA 89
        (1994) 1012-1016.
    """
    ref, cur = two_kinds(reference, current)
    limit = tolerated_difference(tolerated)
    n, m = int(ref.sum()), int(cur.sum())
    gap = float(cur[0]) / m - float(ref[0]) / n
    if limit == 0.0:
        return TestResult(gap, float(scipy.stats.fisher_exact(np.stack([cur, ref])).pvalue), n, m)
    return TestResult(gap, _largest_chance(ref, cur, limit), n, m)


def _largest_chance(ref: Counts, cur: Counts, tolerated: float) -> float:
    n, m = int(ref.sum()), int(cur.sum())
    inside = clopper_pearson(int(ref[0]), n, level=1.0 - _OUTSIDE)
    # Whole numbers, so that a tie is a tie: the gap times n times m.
    gap = abs(int(cur[0]) * n - int(ref[0]) * m)
    rows = _likely_rows(n, inside.lower, inside.upper)
    # A quarter of the reference's standard error apart, where memory allows it.
    points = max(11, min(41, _LARGEST_BLOCK // rows.size))
    q = np.linspace(inside.lower, inside.upper, points)[:, np.newaxis]
    weight = scipy.stats.binom.pmf(rows, n, q)
    highest = 0.0
    for p in (np.minimum(q + tolerated, 1.0), np.maximum(q - tolerated, 0.0)):
        # At least so many rows of current, or at most so many, make the gap as large.
        least, most = -((-rows * m - gap) // n), (rows * m - gap) // n
        tails = scipy.stats.binom.sf(least - 1, m, p)
        if gap > 0:
            tails = tails + scipy.stats.binom.cdf(most, m, p)
        highest = max(highest, float(np.sum(weight * tails, axis=1).max()))
    return min(1.0, highest + _OUTSIDE)


def _likely_rows(n: int, lower: float, upper: float) -> Counts:
    """Return the numbers of rows that a share in the range gives with any chance that counts."""
    ends: Floats = np.array([lower, upper])
    reach = 9.0 * np.sqrt(n * ends * (1.0 - ends)) + 20.0
    low, high = np.floor(n * lower - reach[0]), np.ceil(n * upper + reach[1])
    return np.arange(max(0, int(low)), min(n, int(high)) + 1, dtype=np.int64)
