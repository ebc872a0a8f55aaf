"""F1 of a binary classifier."""

from __future__ import annotations

from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.share import share
from watchkeeper.stats.metric.summary import BinarySummary


def f1(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the harmonic mean of precision and recall, with an interval.

    ``2 tp / (2 tp + fp + fn)``. It rises with the share J of tp among ``tp + fp + fn`` alone:
    ``F1 = 2 J / (1 + J)``. So its limits are Wilson's limits of J, carried over; no normal
    approximation of a ratio is needed, and they stay good at 0, at 1 and with few positives.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true F1.

    Returns:
        Value and limits in [0, 1]. No value where no row is positive or predicted positive; 0
        where some are and none is both, as in scikit-learn.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        The identity is exact algebra; interval as in
        :func:`watchkeeper.stats.interval.wilson`, given the number of rows in tp + fp + fn.
    """
    hits, union = summary.tp, summary.tp + summary.fp + summary.fn
    why = "no labelled row has a prediction"
    if summary.n_predicted:
        why = f"none of {summary.n_predicted} predicted rows is positive or predicted positive"
    jaccard = share(hits, union, undefined=why, level=level)
    if jaccard.value is None or jaccard.lower is None or jaccard.upper is None:
        return jaccard
    return MetricResult(2.0 * hits / (hits + union), _dice(jaccard.lower), _dice(jaccard.upper))


def _dice(jaccard: float) -> float:
    return 2.0 * jaccard / (1.0 + jaccard)
