"""Score interval of the mean of a value that has a few known outcomes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, counts_1d, finite_1d
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import normal_reach

_LAST = 1.0 - 1e-15


def mean_of_outcomes(
    counts: npt.ArrayLike, values: npt.ArrayLike, *, level: float = 0.95
) -> Interval:
    """Return the mean over rows of a value that each row's outcome decides, with its interval.

    ``sum(counts * values) / sum(counts)``. The limits are the means that the rows' likelihood
    still allows: t with ``|mean - t| <= z * sqrt(V(t) / n)``, V being the variance under the most
    likely shares of outcomes that have the mean t. An outcome that no row had can still come:
    it enters V where it has the largest or smallest value. With the values 0 and 1 it is
    Wilson's interval.

    Args:
        counts: Shape (outcomes,). Rows by outcome.
        values: Shape (outcomes,). What a row of the outcome is worth, any sign, any unit.
        level: Chance that the interval contains the true mean.

    Returns:
        Value and limits in the unit of the values, between the smallest and the largest of
        them. Zero width only where all values are equal.

    Raises:
        NotEnoughData: no row.
        ValueError: negative or broken counts, NaN or infinity, unequal lengths, or a level not
            between 0 and 1.

    Source:
        The score interval with a constrained maximum of the likelihood, as for a multinomial
        mean in: A. B. Owen, Empirical Likelihood, Chapman & Hall 2001, section 2.9.
    """
    n, v = counts_1d(counts, name="counts"), finite_1d(values, name="values")
    z = normal_reach(level)
    if n.size != v.size:
        raise ValueError(f"counts and values must have the same length, got {n.size} and {v.size}")
    if n.sum() == 0:
        raise NotEnoughData("counts add up to 0 rows, needs 1", hint="widen the window")
    mean = float(n @ v) / float(n.sum())
    low, high = float(v.min()), float(v.max())
    if low == high:
        return Interval(low, low, low)
    width = high - low
    below = _lower(n.astype(np.float64), (v - low) / width, z)
    above = _lower(n.astype(np.float64), (high - v) / width, z)
    lower, upper = low + width * below, high - width * above
    return Interval(mean, min(lower, mean), max(upper, mean))


def _lower(counts: Floats, values: Floats, z: float) -> float:
    """Lower limit for values from 0 to 1, both of which are among them."""
    n = float(counts.sum())
    mean = float(counts @ values) / n

    def excess(s: float) -> float:
        """Score statistic less its limit at the tilted shares; s = 0: those observed."""
        mu, variance = _tilted(counts, values, s)
        return n * (mean - mu) ** 2 - z * z * variance

    if mean == 0.0:
        return 0.0
    if not counts[values == 0.0].any():
        # The outcome worth 0 can still come. If tilting the others does not reach the limit
        # before they are as likely as 1 / value (mean: harmonic), it takes the rest.
        limit = mean * n / (n + z * z)
        if limit <= n / float(counts @ (1.0 / np.where(values > 0.0, values, 1.0))):
            return limit
    at: float = brentq(excess, 0.0, _LAST, xtol=1e-300, rtol=1e-12)
    return _tilted(counts, values, at)[0]


def _tilted(counts: Floats, values: Floats, s: float) -> tuple[float, float]:
    """Mean and variance of the most likely shares with a smaller mean, s from 0 to 1."""
    weights = counts / (1.0 - s + s * values)
    shares = weights / weights.sum()
    mean = float(shares @ values)
    return mean, float(shares @ np.square(values - mean))
