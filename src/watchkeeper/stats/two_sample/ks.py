"""Kolmogorov-Smirnov test of two samples."""

from __future__ import annotations

import math

import numpy.typing as npt

from watchkeeper.stats.arrays import finite_1d, not_negative
from watchkeeper.stats.distance.ks_bounds import ks_bounds
from watchkeeper.stats.two_sample.cells_of_values import distinct_values
from watchkeeper.stats.two_sample.ks_law import chance_of_gap
from watchkeeper.stats.two_sample.result import TestResult


def ks(reference: npt.ArrayLike, current: npt.ArrayLike, *, tolerated: float = 0.0) -> TestResult:
    """Test whether the distribution functions of two samples differ by more than *tolerated*.

    The statistic is the largest gap between the two empirical functions. With *tolerated* 0 the
    p-value is that of equal functions: exact where both sides have as many rows and up to 10,000
    rows a side, the limit's above that.
    With a tolerance it is ``4 exp(-2 (gap - tolerated)**2 / (1/sqrt(n) + 1/sqrt(m))**2)``: by
    the inequality of Dvoretzky, Kiefer and Wolfowitz neither sample strays further from its own
    function, whatever the two are.

    Args:
        reference: Shape (n,). Values from the period taken as normal.
        current: Shape (m,). Values from the period under test.
        tolerated: Largest gap of the true functions, in [0, 1), up to which a difference does
            not matter. A shift by .1, .2, .5 standard deviations of a normal law is a gap of
            .040, .080, .197.

    Returns:
        Statistic (a share from 0 to 1), p-value, n and m. With no drift, or a gap within the
        tolerance, a p-value below alpha comes up with chance alpha at most: less where values
        are tied, and far less inside a tolerance.

    Raises:
        ValueError: a sample is not 1-d, or holds NaN or infinity, or *tolerated* outside [0, 1).
        NotEnoughData: no row in one of the samples.

    Source:
        N. Smirnov, Table for estimating the goodness of fit of empirical distributions, Annals
        of Mathematical Statistics 19 (1948) 279-281; B. V. Gnedenko, V. S. Korolyuk, On the
        maximum discrepancy between two empirical distributions, Doklady Akademii Nauk SSSR 80
        (1951) 525-528; P. Massart, The tight constant in the Dvoretzky-Kiefer-Wolfowitz
        inequality, Annals of Probability 18 (1990) 1269-1283.
    """
    ref = finite_1d(reference, name="reference", at_least=1)
    cur = finite_1d(current, name="current", at_least=1)
    limit = tolerated_gap(tolerated)
    counts = distinct_values(ref, cur)
    gap = ks_bounds(*counts).lower
    if limit > 0.0:
        p_value = chance_beyond_gap(gap, limit, ref.size, cur.size)
    else:
        p_value = chance_of_gap(*counts, gap)
    return TestResult(gap, p_value, ref.size, cur.size)


def tolerated_gap(tolerated: float) -> float:
    """Return a gap of two distribution functions in [0, 1), or refuse it by name."""
    limit = not_negative(tolerated, name="tolerated")
    if limit >= 1.0:
        raise ValueError(f"tolerated must be below 1, got {limit}")
    return limit


def chance_beyond_gap(gap: float, tolerated: float, n: int, m: int) -> float:
    """Return the p-value of a *gap* of two empirical functions against true gaps to *tolerated*."""
    if gap <= tolerated:
        return 1.0
    reach = (gap - tolerated) / (1.0 / math.sqrt(n) + 1.0 / math.sqrt(m))
    return min(1.0, 4.0 * math.exp(-2.0 * reach**2))
