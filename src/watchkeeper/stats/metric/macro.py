"""Metrics of a classifier with several classes, from its confusion matrix."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.metric.class_mean import class_mean
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
    return class_mean(summary, label_weight=0.0, classes="alike", never="predicted", level=level)


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
    return class_mean(summary, label_weight=1.0, classes="alike", never="a label", level=level)


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
    return class_mean(summary, label_weight=0.5, classes="alike", never="", level=level)
