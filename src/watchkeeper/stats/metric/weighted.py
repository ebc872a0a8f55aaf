"""Metrics of a classifier with several classes, classes weighing as many labels as they have."""

from __future__ import annotations

from watchkeeper.stats.metric.class_mean import class_mean
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import MulticlassSummary


def precision_weighted(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean over labelled rows of the precision of their class, with an interval.

    Args:
        summary: Its confusion matrix is used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]. A class that is never predicted counts 0, as in
        scikit-learn, and the reason names it. No value without a predicted row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`f1_macro`, the weights of the classes taken as counted from rows.
    """
    return class_mean(
        summary, label_weight=0.0, classes="by_labels", never="predicted", level=level
    )


def recall_weighted(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean over labelled rows of the recall of their class, with an interval.

    Its value is that of accuracy: each row counts once, as right or wrong.

    Args:
        summary: Its confusion matrix is used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]; no value without a predicted row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`precision_weighted`, here Wilson's of the accuracy.
    """
    return class_mean(summary, label_weight=1.0, classes="by_labels", never="", level=level)


def f1_weighted(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean over labelled rows of the F1 of their class, with an interval.

    Args:
        summary: Its confusion matrix is used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]; no value without a predicted row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`precision_weighted`.
    """
    return class_mean(summary, label_weight=0.5, classes="by_labels", never="", level=level)
