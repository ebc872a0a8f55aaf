"""Area under the ROC curve, from two histograms of the score."""

from __future__ import annotations

import numpy as np

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval.auc import auc
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary


def roc_auc(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the area under the ROC curve with Newcombe's interval (method 5).

    The share of pairs of a positive and a negative row in which the positive one lies in the
    higher score bin; pairs in the same bin count half. Where a bin can hold several scores,
    half of its share of pairs is how far the area of the exact scores may lie away: their sum
    is ``bound``, and the limits are those of the area less and plus the bound.

    Args:
        summary: Its score histograms by class are used.
        level: Chance that the interval contains the true area.

    Returns:
        Value and limits in [0, 1]; .5 is what chance gives. Equal to scikit-learn's
        ``roc_auc_score`` where every bin holds one score only (``bound`` 0). No value without a
        score or with one class only; no interval with fewer than 10 of a class; a notice where
        the whole interval lies below .5.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        J. A. Hanley, B. J. McNeil, The meaning and use of the area under a receiver operating
        characteristic (ROC) curve, Radiology 143 (1982) 29-36; interval as in
        :func:`watchkeeper.stats.interval.auc`.
    """
    positives, negatives = int(summary.positives.sum()), int(summary.negatives.sum())
    missing = _why_undefined(positives, negatives)
    if missing:
        return MetricResult(None, reason=missing)
    pairs = float(positives) * float(negatives)
    # In floats: the products of two large classes would overflow int64 only past 9e18, but
    # their sums over bins are exact in float64 up to 9e15 pairs and harmless beyond.
    p, q = summary.positives.astype(np.float64), summary.negatives.astype(np.float64)
    tied = p * q
    area = float(np.sum(p * (np.cumsum(q) - q) + tied / 2.0)) / pairs
    bound = float(tied[~summary.single_valued].sum()) / 2.0 / pairs
    try:
        lower = auc(max(0.0, area - bound), positives, negatives, level=level).lower
        upper = auc(min(1.0, area + bound), positives, negatives, level=level).upper
    except NotEnoughData:
        why = f"{positives} positive and {negatives} negative rows, an interval needs 10 of each"
        return MetricResult(area, bound=bound, reason=why)
    return MetricResult(area, lower, upper, bound, _notice(upper))


def _why_undefined(positives: int, negatives: int) -> str:
    if positives + negatives == 0:
        return "no labelled row has a score"
    if positives == 0:
        return f"none of {negatives} scored rows is positive"
    if negatives == 0:
        return f"all {positives} scored rows are positive"
    return ""


def _notice(upper: float) -> str:
    if upper < 0.5:
        return f"far below one half (at most {upper:.3f}): the positive class may be reversed"
    return ""
