"""Metrics of a regression, from the moments of prediction minus label."""

from __future__ import annotations

import math
from dataclasses import replace

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval.mean import mean
from watchkeeper.stats.interval.positive_mean import positive_mean
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import RegressionSummary

_NO_PREDICTION = "no labelled row has a prediction"
_TOO_FEW = "1 row, an interval needs 2"


def mae(summary: RegressionSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean absolute residual, with its interval.

    Args:
        summary: The sums of absolute and of squared residuals are used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in the label's unit, >= 0; 0 is perfect. No value without a predicted
        row; no interval from one row, or from few of very uneven size.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.positive_mean`.
    """
    n = summary.n_predicted
    if n == 0:
        return MetricResult(None, reason=_NO_PREDICTION)
    return _positive(n, summary.absolute_sum, summary.residual_sumsq, level)


def bias(summary: RegressionSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean residual (prediction minus label), with its t interval.

    Args:
        summary: The sums of residuals and of their squares are used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in the label's unit; above 0 the model predicts too high. No value
        without a predicted row; no interval from one row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.mean`.
    """
    n, total = summary.n_predicted, summary.residual_sum
    if n == 0:
        return MetricResult(None, reason=_NO_PREDICTION)
    try:
        interval = mean(n, total, summary.residual_sumsq, level=level)
    except NotEnoughData:
        return MetricResult(total / n, reason=_TOO_FEW)
    return MetricResult(interval.value, interval.lower, interval.upper)


def rmse(summary: RegressionSummary, *, level: float = 0.95) -> MetricResult:
    """Return the root of the mean squared residual, with an interval.

    The limits are the roots of those of the mean square.

    Args:
        summary: The sums of second and fourth powers of the residuals are used.
        level: Chance, for many rows, that the interval contains the true value.

    Returns:
        Value and limits in the label's unit, >= 0; 0 is perfect. No value without a predicted
        row; no interval from one row, or from few of very uneven size. With 20 rows it covers
        .91 or more at a level of .95 (residuals from normal to Student's t with 5 degrees).

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.positive_mean`.
    """
    n = summary.n_predicted
    if n == 0:
        return MetricResult(None, reason=_NO_PREDICTION)
    square = _positive(n, summary.residual_sumsq, summary.residual_sum4, level)
    root = MetricResult(math.sqrt(summary.residual_sumsq / n), reason=square.reason)
    if square.lower is None or square.upper is None:
        return root
    return replace(root, lower=math.sqrt(square.lower), upper=math.sqrt(square.upper))


def _positive(n: int, total: float, squares: float, level: float) -> MetricResult:
    """Mean of n >= 1 values that are never negative."""
    try:
        interval = positive_mean(n, total, squares, level=level)
    except NotEnoughData:
        return MetricResult(total / n, reason=_TOO_FEW)
    if math.isinf(interval.upper):
        return MetricResult(interval.value, reason=f"{n} rows, too uneven for an interval")
    return MetricResult(interval.value, interval.lower, interval.upper)
