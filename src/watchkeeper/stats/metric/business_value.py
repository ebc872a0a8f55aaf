"""What a classifier's answers are worth, from what each outcome is worth."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import finite, finite_1d
from watchkeeper.stats.metric.metric import Metric
from watchkeeper.stats.metric.outcomes import mean_of_outcomes
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary, MulticlassSummary

_NO_PREDICTION = "no labelled row has a prediction"


def business_value(
    summary: BinarySummary,
    *,
    tp: float,
    fp: float,
    fn: float,
    tn: float,
    level: float = 0.95,
) -> MetricResult:
    """Return the mean value of a predicted row, with its interval.

    The worth of each of the four outcomes times its rows, over all predicted rows. Times their
    number it is the value of the window.

    Args:
        summary: Its confusion matrix is used.
        tp: What a positive row predicted positive is worth (a cost is below 0), in any unit.
        fp: The same of a negative row predicted positive.
        fn: Of a positive row predicted negative.
        tn: Of a negative row predicted negative.
        level: Chance that the interval contains the true mean.

    Returns:
        Value and limits in the unit of the worths, between the smallest and the largest. The
        interval allows for an outcome that has not come yet. No value without a predicted row.

    Raises:
        ValueError: NaN or infinity, or a level not between 0 and 1.

    Source:
        C. Elkan, The foundations of cost-sensitive learning, IJCAI 2001, 973-978, section 1;
        interval as in :func:`watchkeeper.stats.metric.mean_of_outcomes`.
    """
    worth = [finite(w, name=n) for w, n in ((tp, "tp"), (fp, "fp"), (fn, "fn"), (tn, "tn"))]
    if summary.n_predicted == 0:
        return MetricResult(None, reason=_NO_PREDICTION)
    rows = [summary.tp, summary.fp, summary.fn, summary.tn]
    found = mean_of_outcomes(rows, worth, level=level)
    return MetricResult(found.value, found.lower, found.upper)


def multiclass_value(
    summary: MulticlassSummary, *, worth: npt.ArrayLike, level: float = 0.95
) -> MetricResult:
    """Return the mean value of a predicted row, from a matrix of what outcomes are worth.

    Args:
        summary: Its confusion matrix is used.
        worth: Shape (classes, classes). What a row of a label (first axis) that is given a
            prediction (second axis) is worth; a cost matrix is below 0.
        level: Chance that the interval contains the true mean.

    Returns:
        As :func:`business_value`.

    Raises:
        ValueError: a shape that does not fit the classes, NaN or infinity, or a level not
            between 0 and 1.

    Source:
        As :func:`business_value`.
    """
    matrix = np.asarray(worth, dtype=np.float64)
    if matrix.shape != summary.confusion.shape:
        raise ValueError(f"worth must have shape {summary.confusion.shape}, got {matrix.shape}")
    values = finite_1d(matrix.ravel(), name="worth")
    if summary.n_predicted == 0:
        return MetricResult(None, reason=_NO_PREDICTION)
    found = mean_of_outcomes(summary.confusion.ravel(), values, level=level)
    return MetricResult(found.value, found.lower, found.upper)


def value_metric(
    *, tp: float, fp: float, fn: float, tn: float, name: str = "business_value", unit: str = "value"
) -> Metric:
    """Return `business_value` with these worths as a metric like the rows of ``METRICS``.

    Args:
        tp: What a positive row predicted positive is worth, in any unit.
        fp: The same of a negative row predicted positive.
        fn: Of a positive row predicted negative.
        tn: Of a negative row predicted negative.
        name: What tables call it.
        unit: Of the worths.

    Raises:
        ValueError: NaN or infinity.
    """
    for value, outcome in ((tp, "tp"), (fp, "fp"), (fn, "fn"), (tn, "tn")):
        finite(value, name=outcome)
    call = partial(business_value, tp=tp, fp=fp, fn=fn, tn=tn)
    return Metric(name, "binary", call, unit, True, "prediction")


def multiclass_value_metric(
    worth: npt.ArrayLike, *, name: str = "business_value", unit: str = "value"
) -> Metric:
    """Return `multiclass_value` with this matrix as a metric like the rows of ``METRICS``.

    Args:
        worth: Shape (classes, classes), in the order of the model's classes.
        name: What tables call it.
        unit: Of the worths.

    Raises:
        ValueError: not square, NaN or infinity.
    """
    matrix = np.array(worth, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"worth must have shape (classes, classes), got {matrix.shape}")
    finite_1d(matrix.ravel(), name="worth")
    call = partial(multiclass_value, worth=matrix)
    return Metric(name, "multiclass", call, unit, True, "prediction")
