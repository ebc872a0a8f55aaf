"""Mean over classes of a ratio of the confusion matrix, with its interval."""

from __future__ import annotations

from typing import Literal

import numpy as np

from watchkeeper.stats.arrays import Floats, Mask
from watchkeeper.stats.interval.wilson import wilson
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.summary import MulticlassSummary


def class_mean(
    summary: MulticlassSummary,
    *,
    label_weight: float,
    classes: Literal["alike", "by_labels"],
    never: str,
    level: float,
) -> MetricResult:
    """Return the mean over classes of ``hits / (w labels + (1 - w) predictions)``.

    The standard error is that of the influences: what one row of label i and prediction j moves
    the mean by. The interval is Wilson's for an effective number of rows,
    ``min(M (1 - M) / SE**2, Kish)``, with Kish's number of the weights that the mean gives to
    rows, ``1 / sum(weight of class**2 / rows of class)``.

    Args:
        summary: Its confusion matrix is used.
        label_weight: w: 0 for precision, 1 for recall, 1/2 for F1.
        classes: Whether classes weigh alike (macro), or as many labels as they have (weighted).
        never: What a class without rows never was, for the reason: it counts 0.
        level: Chance, for many rows, that the interval contains the true mean.
    """
    confusion = summary.confusion.astype(np.float64)
    labels, predictions = confusion.sum(axis=1), confusion.sum(axis=0)
    occurs = labels + predictions > 0
    if not occurs.any():
        return MetricResult(None, reason="no labelled row has a prediction")
    weights = occurs / occurs.sum() if classes == "alike" else labels / labels.sum()
    rows = label_weight * labels + (1.0 - label_weight) * predictions
    inverse = np.divide(1.0, rows, out=np.zeros_like(rows), where=rows > 0)
    per_class = np.diag(confusion) * inverse
    value = float(weights @ per_class)
    influence = _influence(weights, per_class, inverse, label_weight)
    if classes == "by_labels":
        # A row of label i also makes class i weigh more.
        influence += (per_class - value)[:, None] / confusion.sum()
    squared_error = float(np.sum(confusion * np.square(influence)))
    spread = float(np.square(weights) @ inverse)
    kish = 1.0 / spread if spread else float(confusion.sum())
    # Every class all right or all wrong: no row moves the mean, but for what rounding leaves.
    settled = squared_error == 0.0 or np.trace(confusion) in (0.0, confusion.sum())
    n_eff = kish if settled else min(value * (1.0 - value) / squared_error, kish)
    interval = wilson(min(value, 1.0) * n_eff, n_eff, level=level)
    reason = _never(summary.classes, occurs & (rows == 0) & (weights > 0), never)
    return MetricResult(value, min(interval.lower, value), max(interval.upper, value), 0.0, reason)


def _influence(weights: Floats, per_class: Floats, inverse: Floats, label_weight: float) -> Floats:
    """How much one row (i, j) moves the mean: from class i by its label, j by its prediction."""
    slope = weights * per_class * inverse
    moved: Floats = np.diag(weights * inverse) - label_weight * slope[:, None]
    return moved - (1.0 - label_weight) * slope


def _never(classes: tuple[str, ...], which: Mask, what: str) -> str:
    names = [repr(name) for name, flag in zip(classes, which, strict=True) if flag]
    return f"counted as 0, never {what}: {', '.join(names)}" if names else ""
