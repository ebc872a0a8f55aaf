"""Metrics of a binary classifier that are one share of its confusion matrix."""

from __future__ import annotations

from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.share import share
from watchkeeper.stats.metric.summary import BinarySummary

_NO_PREDICTION = "no labelled row has a prediction"


def accuracy(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the share of rows predicted as labelled, with Wilson's interval.

    ``(tp + tn) / (tp + fp + fn + tn)``.

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
    right = summary.tp + summary.tn
    return share(right, summary.n_predicted, undefined=_NO_PREDICTION, level=level)


def precision(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the share of positives among rows predicted positive, with Wilson's interval.

    ``tp / (tp + fp)``.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits in [0, 1]; no value where no row is predicted positive
        (scikit-learn's ``zero_division=nan``; its default of 0 would read as a bad model).

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.wilson`.
    """
    why = _none_of(summary, "is predicted positive")
    return share(summary.tp, summary.tp + summary.fp, undefined=why, level=level)


def recall(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the share of positive rows that are predicted positive, with Wilson's interval.

    ``tp / (tp + fn)``.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits in [0, 1]; no value where no row is positive.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.wilson`.
    """
    why = _none_of(summary, "is positive")
    return share(summary.tp, summary.tp + summary.fn, undefined=why, level=level)


def specificity(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the share of negative rows that are predicted negative, with Wilson's interval.

    ``tn / (tn + fp)``.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits in [0, 1]; no value where no row is negative.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.wilson`.
    """
    why = _none_of(summary, "is negative")
    return share(summary.tn, summary.tn + summary.fp, undefined=why, level=level)


def _none_of(summary: BinarySummary, what: str) -> str:
    if summary.n_predicted == 0:
        return _NO_PREDICTION
    return f"none of {summary.n_predicted} predicted rows {what}"
