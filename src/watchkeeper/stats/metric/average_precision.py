"""Average precision (area under the precision-recall curve), from histograms of the score."""

from __future__ import annotations

import numpy as np
from scipy.special import digamma

from watchkeeper.stats.arrays import Floats, Mask
from watchkeeper.stats.interval.wilson import wilson
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary

LEAST_POSITIVES = 20


def average_precision(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean over positive rows of the precision at their score, with an interval.

    The precision at a score is the share of positives among the rows that score as high or
    higher. Where a bin can hold several scores, the best and the worst order of its rows tell
    how far the value of the exact scores may lie away: the larger distance is ``bound``, and
    the limits are those of the value less and plus the bound. The standard error is that of
    the influences: what one row moves the mean by, through its own precision and through that
    of all positives below it. The interval is Wilson's for an effective number of rows,
    ``min(A (1 - A) / SE**2, positives)``.

    Args:
        summary: Its score histograms by class are used.
        level: Chance, for many rows, that the interval contains the true value.

    Returns:
        Value and limits in [0, 1]; the base rate is what chance gives. Equal to scikit-learn's
        ``average_precision_score`` where every bin holds one score only (``bound`` 0). No value
        without a score or with one class only; no interval with fewer than 20 positive rows,
        where the value is too high by .03 and more.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        K. Boyd, K. H. Eng, C. D. Page, Area under the precision-recall curve: point estimates
        and confidence intervals, ECML PKDD 2013, 451-466 (binomial interval on the number of
        positives); influence by differentiation, the smaller number chosen by simulation.
    """
    positives = int(summary.positives.sum())
    missing = _why_undefined(positives, summary.n_scored)
    if missing:
        return MetricResult(None, reason=missing)
    # From the highest score down.
    p = summary.positives[::-1].astype(np.float64)
    q = summary.negatives[::-1].astype(np.float64)
    hits = np.cumsum(p)
    rows = np.maximum(hits + np.cumsum(q), 1.0)
    value = min(1.0, float(p @ (hits / rows)) / positives)
    bound = _bound(p, q, hits, rows, ~summary.single_valued[::-1]) / positives
    if positives < LEAST_POSITIVES:
        why = f"{positives} positive rows, an interval needs {LEAST_POSITIVES}"
        return MetricResult(value, bound=bound, reason=why)
    squared_error = _squared_error(p, q, hits, rows, value)
    settled = squared_error == 0.0 or value == 1.0
    n_eff = min(positives, np.inf if settled else value * (1.0 - value) / squared_error)
    lowest, highest = max(0.0, value - bound), min(1.0, value + bound)
    lower = wilson(lowest * n_eff, n_eff, level=level).lower
    upper = wilson(highest * n_eff, n_eff, level=level).upper
    return MetricResult(value, min(lower, value), max(upper, value), bound)


def _squared_error(p: Floats, q: Floats, hits: Floats, rows: Floats, value: float) -> float:
    """Sum over rows of the square of what one more row like it moves the value by."""
    precision, total = hits / rows, hits[-1]
    lifts = np.cumsum((p * (rows - hits) / rows**2)[::-1])[::-1]
    lowers = np.cumsum((p * hits / rows**2)[::-1])[::-1]
    of_positive = (precision - value + lifts) / total
    return float(p @ np.square(of_positive) + q @ np.square(lowers / total))


def _bound(p: Floats, q: Floats, hits: Floats, rows: Floats, wide: Mask) -> float:
    """How far the sum of precisions may be off, at most, by the order of rows within bins."""
    told = p * hits / rows
    above = np.cumsum(q)
    best, worst = (_in_order(hits - p, negatives, p) for negatives in (above - q, above))
    return max(float((best - told)[wide].sum()), float((told - worst)[wide].sum()), 0.0)


def _in_order(before: Floats, negatives: Floats, p: Floats) -> Floats:
    """Sum over i = 1 ... p of (before + i) / (before + negatives + i)."""
    start = before + negatives + 1.0
    return p - negatives * (digamma(start + p) - digamma(start))


def _why_undefined(positives: int, scored: int) -> str:
    if scored == 0:
        return "no labelled row has a score"
    if positives == 0:
        return f"none of {scored} scored rows is positive"
    return f"all {scored} scored rows are positive" if positives == scored else ""
