"""Share of right answers among rows predicted negative."""

from __future__ import annotations

from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.share import share
from watchkeeper.stats.metric.summary import BinarySummary


def negative_predictive_value(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the share of negatives among rows predicted negative, with Wilson's interval.

    ``tn / (tn + fn)``: what precision is for the positive class.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits in [0, 1]; no value where no row is predicted negative.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.wilson`.
    """
    why = "no labelled row has a prediction"
    if summary.n_predicted:
        why = f"none of {summary.n_predicted} predicted rows is predicted negative"
    return share(summary.tn, summary.tn + summary.fn, undefined=why, level=level)
