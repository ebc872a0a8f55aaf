"""Matthews correlation coefficient of a binary classifier."""

from __future__ import annotations

import math
from collections.abc import Sequence

from watchkeeper.stats.interval.quantile import normal_reach
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import BinarySummary

LEAST_OF_A_SIDE = 10

Cells = tuple[float, float, float, float]
"""tp, fp, fn, tn."""


def mcc(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the correlation of label and prediction, with an interval.

    ``(tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn))``. The limits are those of
    Fisher's z (the inverse hyperbolic tangent) by the delta method, with the larger one of two
    standard errors: that of the rows, and that with one more row in each cell, as a cell
    without a row would claim that it cannot happen. Without any error the lower limit is what
    is left when errors of one kind come as often as Wilson's upper limit allows; without any
    right answer the same from below.

    Args:
        summary: Its confusion matrix is used.
        level: Chance, for many rows, that the interval contains the true value.

    Returns:
        Value and limits in [-1, 1]; 0 is what chance gives. No value where all rows have one
        label or one prediction (scikit-learn says 0); no interval with fewer than 10 rows of a
        label or of a prediction. Covers .93 or more at a level of .95 from 100 rows on.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        B. W. Matthews, Comparison of the predicted and observed secondary structure of T4 phage
        lysozyme, Biochimica et Biophysica Acta 405 (1975) 442-451. The variance is that of a
        correlation coefficient (influence ``a b - r (a**2 + b**2) / 2`` of a row with the
        standardised label a and prediction b); compared by simulation with smoothed variants.
    """
    cells = (float(summary.tp), float(summary.fp), float(summary.fn), float(summary.tn))
    reach = normal_reach(level)
    sides = _sides(cells)
    if min(sides) == 0:
        return MetricResult(None, reason=_why_undefined(summary))
    value = _correlation(cells)
    if min(sides) < LEAST_OF_A_SIDE:
        why = f"{min(sides):.0f} rows of a label or a prediction"
        return MetricResult(value, reason=f"{why}, an interval needs {LEAST_OF_A_SIDE} of each")
    if summary.fp + summary.fn == 0:
        return MetricResult(1.0, min(_with_one_kind(cells, kind, reach) for kind in (1, 2)), 1.0)
    if summary.tp + summary.tn == 0:
        return MetricResult(-1.0, -1.0, max(_with_one_kind(cells, kind, reach) for kind in (0, 3)))
    more = tuple(rows + 1.0 for rows in cells)
    half = reach * max(_error_of_z(cells), _error_of_z(more))
    z = math.atanh(value)
    return MetricResult(value, math.tanh(z - half), math.tanh(z + half))


def _sides(cells: Sequence[float]) -> Cells:
    """Rows predicted positive and negative, rows that are positive and negative."""
    tp, fp, fn, tn = cells
    return tp + fp, fn + tn, tp + fn, fp + tn


def _correlation(cells: Sequence[float]) -> float:
    tp, fp, fn, tn = cells
    roots = math.prod(math.sqrt(rows) for rows in _sides(cells))
    return max(-1.0, min(1.0, (tp * tn - fp * fn) / roots))


def _error_of_z(cells: Sequence[float]) -> float:
    """Standard error of the inverse hyperbolic tangent of the correlation."""
    n = sum(cells)
    predicted, _, positive, _ = (rows / n for rows in _sides(cells))
    r = _correlation(cells)
    squares = 0.0
    for rows, x, y in zip(cells, (1, 1, 0, 0), (1, 0, 1, 0), strict=True):
        a = (x - predicted) / math.sqrt(predicted * (1.0 - predicted))
        b = (y - positive) / math.sqrt(positive * (1.0 - positive))
        squares += rows / n * (a * b - r * (a * a + b * b) / 2.0) ** 2
    return math.sqrt(squares / n) / (1.0 - r * r)


def _with_one_kind(cells: Sequence[float], kind: int, reach: float) -> float:
    """The correlation if rows of the *kind*, which none was, are as likely as can be."""
    n = sum(cells)
    share = reach**2 / (n + reach**2)
    changed = [rows * (1.0 - share) for rows in cells]
    changed[kind] += n * share
    return _correlation(changed)


def _why_undefined(summary: BinarySummary) -> str:
    if summary.n_predicted == 0:
        return "no labelled row has a prediction"
    one = "label" if 0 in (summary.tp + summary.fn, summary.fp + summary.tn) else "prediction"
    return f"all {summary.n_predicted} predicted rows have the same {one}"
