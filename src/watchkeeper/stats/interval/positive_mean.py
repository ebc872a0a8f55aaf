"""Interval of the mean of values that are never negative."""

from __future__ import annotations

import math

from watchkeeper.stats.arrays import not_negative
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.mean import mean


def positive_mean(
    n: int,
    total: float,
    sum_of_squares: float,
    *,
    highest: float = math.inf,
    level: float = 0.95,
) -> Interval:
    """Return the mean of *n* values >= 0 with an interval that allows for their skewness.

    The means t with ``|value - t| <= half * t / value``, half being that of the t interval: the
    standard error is taken to grow with the mean. (On the scale of 1 / mean it is the t
    interval by the delta method.)

    Args:
        n: Number of values.
        total: Their sum.
        sum_of_squares: The sum of their squares.
        highest: The largest value that can occur; the upper limit ends there.
        level: Chance that the interval contains the true mean.

    Returns:
        Value and limits in the unit of the values, ``0 < lower``; *highest* is the upper limit
        where the values are so uneven that none can be stated. For losses and absolute and
        squared errors from 30 rows on it covers .91 or more at a level of .95, where the t
        interval covers .76 or more; from 1,000 rows on both are close to the level. Zero width
        where all values are 0.

    Raises:
        NotEnoughData: fewer than 2 values.
        ValueError: NaN, infinite or negative sums, or a level not between 0 and 1.

    Source:
        Delta method; compared by simulation with the t interval and with one on the log scale.
    """
    plain = mean(n, not_negative(total, name="total"), sum_of_squares, level=level)
    if plain.value == 0.0:
        return plain
    relative = (plain.upper - plain.value) / plain.value
    upper = plain.value / (1.0 - relative) if relative < 1.0 else math.inf
    return Interval(
        plain.value, plain.value / (1.0 + relative), min(upper, max(highest, plain.value))
    )
