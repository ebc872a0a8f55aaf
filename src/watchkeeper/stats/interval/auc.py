"""Interval of an area under the ROC curve, by Newcombe's method 5."""

from __future__ import annotations

import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import finite, not_negative
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import normal_reach

LEAST_OF_A_CLASS = 10


def auc(area: float, positives: float, negatives: float, *, level: float = 0.95) -> Interval:
    """Return the interval of an area under the ROC curve, from the area and the class sizes.

    The areas t with ``|area - t| <= z * sqrt(V(t))``, where V is Hanley and McNeil's variance
    with both class sizes in its brackets replaced by their mean N:
    ``V(t) = t(1-t) [1 + (N-1) (1-t)/(2-t) + (N-1) t/(1+t)] / (positives * negatives)``.

    Args:
        area: Share of pairs of a positive and a negative in which the positive has the higher
            score, ties counted half; in [0, 1].
        positives: Scored rows of the positive class (effective ones may be broken numbers).
        negatives: Scored rows of the other class.
        level: Chance that the interval contains the true area.

    Returns:
        Value and limits, each in [0, 1]; never of zero width. For areas of .5 to .98 and 10 or
        more of each class its coverage is .95 to .985 at a level of .95 (DeLong's is .79 at 10
        positives and an area of .95).

    Raises:
        NotEnoughData: fewer than 10 rows of a class.
        ValueError: an area outside [0, 1], NaN or infinity, or a level not between 0 and 1.

    Source:
        R. G. Newcombe, Confidence intervals for an effect size measure based on the
        Mann-Whitney statistic, part 2, Statistics in Medicine 25 (2006) 559-573, method 5.
    """
    a = finite(area, name="area")
    if not 0.0 <= a <= 1.0:
        raise ValueError(f"area must lie in 0 to 1, got {a}")
    m = not_negative(positives, name="positives")
    n = not_negative(negatives, name="negatives")
    z = normal_reach(level)
    for name, rows in (("positives", m), ("negatives", n)):
        if rows < LEAST_OF_A_CLASS:
            raise NotEnoughData(
                f"{name} has {rows:g} rows, needs {LEAST_OF_A_CLASS}", hint="widen the window"
            )
    # V is symmetric in t and 1 - t, so the upper limit is the lower one of the mirrored area.
    return Interval(a, _lower(a, m, n, z), 1.0 - _lower(1.0 - a, m, n, z))


def _lower(a: float, m: float, n: float, z: float) -> float:
    if a == 0.0:
        return 0.0
    h = (m + n) / 2.0 - 1.0

    def excess(t: float) -> float:
        """(a-t)^2 - z^2 V(t), cleared of its denominators."""
        u = t * (1.0 - t)
        return m * n * (a - t) ** 2 * (2.0 + u) - z * z * u * (2.0 + h + (1.0 + 2.0 * h) * u)

    def excess_at_one(t: float) -> float:
        """The same for a = 1, divided by 1 - t: without its root at t = 1, which is no limit."""
        u = t * (1.0 - t)
        return m * n * (1.0 - t) * (2.0 + u) - z * z * t * (2.0 + h + (1.0 + 2.0 * h) * u)

    if a == 1.0:
        return float(scipy.optimize.brentq(excess_at_one, 0.0, 1.0, xtol=1e-14))
    return float(scipy.optimize.brentq(excess, 0.0, a, xtol=1e-14))
