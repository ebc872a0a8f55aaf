"""F-beta of a binary classifier."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.optimize import brentq

from watchkeeper.stats.arrays import not_negative
from watchkeeper.stats.interval.quantile import normal_reach
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary


def f_beta(summary: BinarySummary, *, beta: float, level: float = 0.95) -> MetricResult:
    """Return the weighted harmonic mean of precision and recall, with an interval.

    ``(1 + b) tp / ((1 + b) tp + b fn + fp)`` with ``b = beta**2``: a missed positive weighs b
    times as much as a false alarm. F-beta is R where the mean over the rows of tp, fn and fp of
    ``(1 - R, -R b / (1 + b), -R / (1 + b))`` is 0; the limits are the R for which the score
    interval of that mean (`mean_of_outcomes`) ends at 0.

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
    n = summary.tp + summary.fn + summary.fp
    if n == 0:
        return MetricResult(None, reason=_why_undefined(summary))
    weight, hits = beta**2 / (1.0 + beta**2), summary.tp / n
    # Of the two kinds of error the one that weighs more first.
    kinds = sorted(((weight, summary.fn / n), (1.0 - weight, summary.fp / n)), reverse=True)
    missed = sum(w * share for w, share in kinds)
    reach = normal_reach(level)

    def excess(r: float) -> float:
        """Score statistic at F-beta = r less its limit."""
        mean = hits * (1.0 - r) - missed * r
        return n * mean**2 - reach**2 * _variance(r, kinds)

    value = hits / (hits + missed)
    # At 0 and 1 the variance is 0 too; a limit lies no nearer to them than this.
    near = 1e-3 * reach**2 / (n + reach**2)
    lower = float(brentq(excess, 0.0, min(value, 1.0 - near))) if hits else 0.0
    upper = float(brentq(excess, max(value, near), 1.0)) if missed else 1.0
    return MetricResult(value, min(lower, value), max(upper, value))


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


def _variance(r: float, kinds: Sequence[tuple[float, float]]) -> float:
    """Variance of the value whose mean is 0 at F-beta = r, under the likeliest such shares.

    A kind of error with the weight w and the observed share s has the likeliest share
    ``s / (1 - u w)``; that the mean is 0 gives a quadratic equation for u, whose smaller root
    keeps shares positive. The share of the heavier kind then follows from the mean, also where
    none was observed and ``u = 1 / w``.
    """
    (heavy, s1), (light, s2) = kinds
    c = 1.0 - r
    if c == 0.0:
        return 0.0
    per_heavy, per_light = c + r * heavy, c + r * light
    a, b = s1 * per_heavy, s2 * per_light
    middle, last = c - a * light - b * heavy, c - a - b
    root = math.sqrt(max(0.0, middle**2 - 4.0 * c * heavy * light * last))
    u = (
        2.0 * last / (middle + root)
        if middle > 0.0
        else (middle - root) / (2.0 * c * heavy * light)
    )
    p2 = s2 / (1.0 - u * light) if s2 else 0.0
    p1 = max(0.0, (c - p2 * per_light) / per_heavy)
    hit = max(0.0, 1.0 - p1 - p2)
    return hit * c**2 + p1 * (r * heavy) ** 2 + p2 * (r * light) ** 2


def _why_undefined(summary: BinarySummary) -> str:
    if summary.n_predicted == 0:
        return "no labelled row has a prediction"
    return f"none of {summary.n_predicted} predicted rows is positive or predicted positive"
