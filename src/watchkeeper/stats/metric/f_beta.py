"""F-beta of a binary classifier."""

from __future__ import annotations

from scipy.optimize import brentq

from watchkeeper.stats.arrays import Floats, finite_1d, not_negative
from watchkeeper.stats.metric.outcomes import mean_of_outcomes
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary


def f_beta(summary: BinarySummary, *, beta: float, level: float = 0.95) -> MetricResult:
    """Return the weighted harmonic mean of precision and recall, with an interval.

    ``(1 + b) tp / ((1 + b) tp + b fn + fp)`` with ``b = beta**2``: a missed positive weighs b
    times as much as a false alarm. F-beta is R where the mean over the rows of tp, fn and fp of
    ``(1 - R, -R b / (1 + b), -R / (1 + b))`` is 0; the limits are the R for which the score
    interval of that mean ends at 0.

    Args:
        summary: Its confusion matrix is used.
        beta: How many times recall matters as much as precision, > 0: 1 is F1, 2 for recall,
            .5 for precision.
        level: Chance that the interval contains the true F-beta.

    Returns:
        Value and limits in [0, 1]. No value where no row is positive or predicted positive; 0
        where some are and none is both, as in scikit-learn.

    Raises:
        ValueError: *beta* not above 0, or a level not between 0 and 1.

    Source:
        C. J. van Rijsbergen, Information Retrieval, 2nd ed., Butterworths 1979, chapter 7;
        interval as in :func:`watchkeeper.stats.metric.mean_of_outcomes`; for beta = 1 it is
        that of :func:`f1`.
    """
    if not_negative(beta, name="beta") == 0.0:
        raise ValueError("beta must be above 0, got 0.0 (that would be precision)")
    rows = (summary.tp, summary.fn, summary.fp)
    if sum(rows) == 0:
        return MetricResult(None, reason=_why_undefined(summary))
    missed = beta**2 / (1.0 + beta**2)

    def worth(r: float) -> Floats:
        return finite_1d([1.0 - r, -r * missed, -r * (1.0 - missed)], name="worth")

    hits, misses = float(summary.tp), missed * summary.fn + (1.0 - missed) * summary.fp
    value, lower, upper = hits / (hits + misses), 0.0, 1.0
    if hits:
        lower = brentq(lambda r: mean_of_outcomes(rows, worth(r), level=level).lower, 0.0, value)
    if misses:
        upper = brentq(lambda r: mean_of_outcomes(rows, worth(r), level=level).upper, value, 1.0)
    return MetricResult(value, min(float(lower), value), max(float(upper), value))


def f2(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return F-beta with beta = 2: recall matters twice as much as precision.

    ``5 tp / (5 tp + 4 fn + fp)``.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true F2.

    Returns:
        As :func:`f_beta`.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        As :func:`f_beta`.
    """
    return f_beta(summary, beta=2.0, level=level)


def f0_5(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return F-beta with beta = 0.5: precision matters twice as much as recall.

    ``5 tp / (5 tp + fn + 4 fp)``.

    Args:
        summary: Its confusion matrix is used.
        level: Chance that the interval contains the true F0.5.

    Returns:
        As :func:`f_beta`.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        As :func:`f_beta`.
    """
    return f_beta(summary, beta=0.5, level=level)


def _why_undefined(summary: BinarySummary) -> str:
    if summary.n_predicted == 0:
        return "no labelled row has a prediction"
    return f"none of {summary.n_predicted} predicted rows is positive or predicted positive"
