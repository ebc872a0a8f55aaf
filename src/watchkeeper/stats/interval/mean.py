"""Student's interval of a mean, from additive sums."""

from __future__ import annotations

import math
import sys

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, finite, not_negative
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import student_reach


def mean(n: int, total: float, sum_of_squares: float, *, level: float = 0.95) -> Interval:
    """Return the mean of *n* values with its t interval.

    Total / n, give or take the t quantile with n - 1 degrees of freedom times the sample
    standard deviation over the root of n.

    Args:
        n: Number of values.
        total: Their sum.
        sum_of_squares: The sum of their squares. Take both about an origin near the mean (and
            shift the answer back) where the mean is many times the standard deviation.
        level: Chance that the interval contains the true mean.

    Returns:
        Value and limits in the unit of the values. Exact for normal values; for skewed ones
        the coverage approaches *level* as n grows. What rounding may hide of the variance
        (4 epsilon times the sum of squares) is added to it.

    Raises:
        NotEnoughData: fewer than 2 values.
        ValueError: NaN or infinity, a negative sum of squares, or a level not between 0 and 1.

    Source:
        Student, The probable error of a mean, Biometrika 6 (1908) 1-25.
    """
    rows, s1 = count(n, name="n"), finite(total, name="total")
    s2 = not_negative(sum_of_squares, name="sum_of_squares")
    if rows < 2:
        raise NotEnoughData(f"n is {rows}, needs 2", hint="widen the window")
    value = s1 / rows
    about_mean = max(0.0, s2 - s1 * value) + 4.0 * sys.float_info.epsilon * s2
    half = student_reach(level, rows - 1) * math.sqrt(about_mean / (rows - 1) / rows)
    return Interval(value, value - half, value + half)
