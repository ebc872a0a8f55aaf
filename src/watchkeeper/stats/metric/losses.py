"""Brier score and log loss: means of per-row terms."""

from __future__ import annotations

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval.positive_mean import positive_mean
from watchkeeper.stats.metric.loss_terms import LARGEST_LOG_LOSS
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary, MulticlassSummary


def brier(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean square of score minus label, with its interval.

    Args:
        summary: The sums of ``loss_terms.brier_terms`` are used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]; 0 is perfect, a constant score at the base rate b gives
        b (1 - b). No value without scores, or where a score is no probability; no interval from
        one row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly
        Weather Review 78 (1950) 1-3 (half of his score for two classes, as in scikit-learn);
        interval as in :func:`watchkeeper.stats.interval.positive_mean`.
    """
    why = why_no_probability(summary)
    if why:
        return MetricResult(None, reason=why)
    n, total, squares = summary.n_probability, summary.brier_sum, summary.brier_sumsq
    return _mean(n, total, squares, highest=1.0, level=level)


def log_loss(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean of minus the log of the probability given to the true class.

    Args:
        summary: The sums of ``loss_terms.log_loss_terms`` are used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in nats, >= 0; 0 is perfect, a constant score of .5 gives .693. Equal
        to scikit-learn's. No value without scores, or where a score is no probability; no
        interval from one row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        I. J. Good, Rational decisions, JRSS B 14 (1952) 107-114; interval as in
        :func:`watchkeeper.stats.interval.positive_mean`.
    """
    why = why_no_probability(summary)
    if why:
        return MetricResult(None, reason=why)
    n, total, squares = summary.n_probability, summary.log_loss_sum, summary.log_loss_sumsq
    return _mean(n, total, squares, highest=LARGEST_LOG_LOSS, level=level)


def multiclass_log_loss(summary: MulticlassSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean of minus the log of the probability given to the true class.

    Args:
        summary: The sums of ``loss_terms.multiclass_log_loss_terms`` are used.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in nats, >= 0; 0 is perfect, equal scores for K classes give ln K.
        Equal to scikit-learn's. No value without scores; no interval from one row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        I. J. Good, Rational decisions, JRSS B 14 (1952) 107-114; interval as in
        :func:`watchkeeper.stats.interval.positive_mean`.
    """
    if summary.n_scored == 0:
        return MetricResult(None, reason="no labelled row has scores")
    n, total, squares = summary.n_scored, summary.log_loss_sum, summary.log_loss_sumsq
    return _mean(n, total, squares, highest=LARGEST_LOG_LOSS, level=level)


def why_no_probability(summary: BinarySummary) -> str:
    """Return why the scores cannot be taken for probabilities; nothing where they can."""
    if summary.n_scored == 0:
        return "no labelled row has a score"
    outside = summary.n_scored - summary.n_probability
    if outside:
        return f"{outside} of {summary.n_scored} scores are no probabilities (outside 0 to 1)"
    return ""


def _mean(n: int, total: float, squares: float, *, highest: float, level: float) -> MetricResult:
    try:
        interval = positive_mean(n, total, squares, highest=highest, level=level)
    except NotEnoughData:
        return MetricResult(total / n, reason="1 row, an interval needs 2")
    return MetricResult(interval.value, interval.lower, interval.upper)
