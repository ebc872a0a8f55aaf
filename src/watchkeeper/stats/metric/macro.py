"""Metrics of a classifier with several classes, from its confusion matrix."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.arrays import Mask
from watchkeeper.stats.interval.wilson import wilson
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.share import share
from watchkeeper.stats.metric.summary import MulticlassSummary

_NO_PREDICTION = "no labelled row has a prediction"


def multiclass_accuracy(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the share of rows predicted as labelled, with Wilson's interval.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits in [0, 1]; no value without a predicted row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.wilson`.
    """
    right = int(np.trace(summary.confusion))
    return share(right, summary.n_predicted, undefined=_NO_PREDICTION, level=level)


def precision_macro(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean over classes of the precision of each class, with an interval.

    Args:
        summary: Its confusion matrix is used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]. Classes with neither label nor prediction are left out; one
        that is never predicted counts 0, both as in scikit-learn, and the reason names it. No
        value without a predicted row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`f1_macro`.
    """
    return _macro(summary, label_weight=0.0, what="predicted", level=level)


def recall_macro(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean over classes of the recall of each class, with an interval.

    Args:
        summary: Its confusion matrix is used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]. Classes with neither label nor prediction are left out; one
        that is predicted but never a label counts 0, both as in scikit-learn, and the reason
        names it. No value without a predicted row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`f1_macro`.
    """
    return _macro(summary, label_weight=1.0, what="a label", level=level)


def f1_macro(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean over classes of the F1 of each class, with an interval.

    The standard error is that of the mean of the classes' influences: what one row of label i
    and prediction j moves the mean by. The interval is Wilson's for an effective number of
    rows, ``min(M (1 - M) / SE**2, Kish)``, with Kish's number of the weights that the mean over
    classes gives to rows, ``K**2 / sum(1 / rows of class)``, rows being the mean of labels and
    predictions: a perfect score on a class of two rows is not known better than two rows allow.

    Args:
        summary: Its confusion matrix is used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]. Classes with neither label nor prediction are left out, as
        in scikit-learn. No value without a predicted row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Influence of a mean of ratios: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977,
        sections 6.4 and 11.8; L. Kish, Survey Sampling, Wiley 1965, section 11.7.
    """
    return _macro(summary, label_weight=0.5, what="", level=level)


def _macro(
    summary: MulticlassSummary, *, label_weight: float, what: str, level: float
) -> MetricResult:
    """Mean over classes of hits / (w labels + (1 - w) predictions): w = 0, 1/2, 1."""
    confusion = summary.confusion.astype(np.float64)
    labels, predictions = confusion.sum(axis=1), confusion.sum(axis=0)
    occurs = labels + predictions > 0
    if not occurs.any():
        return MetricResult(None, reason=_NO_PREDICTION)
    rows = label_weight * labels + (1.0 - label_weight) * predictions
    inverse = np.divide(1.0, rows, out=np.zeros_like(rows), where=rows > 0)
    per_class = np.diag(confusion) * inverse
    k = int(occurs.sum())
    value = float(per_class.sum()) / k
    # Each row (i, j) takes from class i by its label and from class j by its prediction.
    slope = per_class * inverse
    influence = np.diag(inverse) - label_weight * slope[:, None] - (1.0 - label_weight) * slope
    squared_error = float(np.sum(confusion * np.square(influence))) / k**2
    kish = k**2 / float(inverse.sum())
    # Every class all right or all wrong: no row moves the mean, but for what rounding leaves.
    settled = squared_error == 0.0 or np.trace(confusion) in (0.0, confusion.sum())
    n_eff = kish if settled else min(value * (1.0 - value) / squared_error, kish)
    interval = wilson(min(value, 1.0) * n_eff, n_eff, level=level)
    reason = _never(summary.classes, occurs & (rows == 0), what)
    return MetricResult(value, min(interval.lower, value), max(interval.upper, value), 0.0, reason)


def _never(classes: tuple[str, ...], which: Mask, what: str) -> str:
    names = [repr(name) for name, flag in zip(classes, which, strict=True) if flag]
    return f"counted as 0, never {what}: {', '.join(names)}" if names else ""
