"""Balanced accuracy of a binary classifier."""

from __future__ import annotations

import math

from watchkeeper.stats.metric.confusion import recall, specificity
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary


def balanced_accuracy(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean of recall and specificity, with an interval.

    The limits lie half the root of the summed squares of the two Wilson distances away, as in
    Newcombe's interval of a difference of two independent shares.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true value.

    Returns:
        Value and limits in [0, 1]; .5 is what chance gives. No value where a class has no row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        R. G. Newcombe, Interval estimation for the difference between independent proportions,
        Statistics in Medicine 17 (1998) 873-890, method 10, applied to a sum.
    """
    parts = recall(summary, level=level), specificity(summary, level=level)
    centre, down, up = 0.0, 0.0, 0.0
    for part in parts:
        if part.value is None or part.lower is None or part.upper is None:
            return MetricResult(None, reason=part.reason)
        centre += part.value / 2.0
        down = math.hypot(down, (part.value - part.lower) / 2.0)
        up = math.hypot(up, (part.upper - part.value) / 2.0)
    return MetricResult(centre, max(0.0, centre - down), min(1.0, centre + up))
