"""Micro-averaged metrics of several classes: all rows of all classes counted together.

Each row has one label and one prediction, so a wrong row is one false positive (of the class
predicted) and one false negative (of its label): micro precision, recall and F1 all are the
accuracy. They have their own names because other tools print them.
"""

from __future__ import annotations

from watchkeeper.stats.metric.macro import multiclass_accuracy
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import MulticlassSummary


def precision_micro(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return hits of all classes over predictions of all classes: the accuracy.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        As :func:`multiclass_accuracy`.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        M. Sokolova, G. Lapalme, A systematic analysis of performance measures for
        classification tasks, Information Processing & Management 45 (2009) 427-437, table 3.
    """
    return multiclass_accuracy(summary, level=level)


def recall_micro(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return hits of all classes over labels of all classes: the accuracy.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        As :func:`multiclass_accuracy`.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        As :func:`precision_micro`.
    """
    return multiclass_accuracy(summary, level=level)


def f1_micro(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the harmonic mean of micro precision and micro recall: the accuracy.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        As :func:`multiclass_accuracy`.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        As :func:`precision_micro`.
    """
    return multiclass_accuracy(summary, level=level)
