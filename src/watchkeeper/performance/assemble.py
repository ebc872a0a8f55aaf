"""Columns put together to rows; a prediction that is not given follows from the score."""

from __future__ import annotations

from typing import Literal

import numpy as np

from watchkeeper.performance.classes import encode
from watchkeeper.performance.columns import TextColumn
from watchkeeper.performance.edges import Floats, Ints
from watchkeeper.performance.rows import MISSING, ClassRows, ValueRows


def class_rows(
    n_rows: int,
    *,
    task: Literal["binary", "multiclass"],
    classes: tuple[str, ...],
    label: TextColumn | None = None,
    prediction: TextColumn | None = None,
    scores: Floats | None = None,
    threshold: float = 0.5,
) -> ClassRows:
    """Return *n_rows* rows of a classifier; a column that is None holds nothing.

    *classes* of a binary task are (other, positive). *scores* has shape (n,), of the positive
    class, or (n, K). Without *prediction* a binary row with a score is predicted positive where
    the score is at least *threshold*, and a multiclass row as the class of its highest score.
    """
    shape = (n_rows,) if task == "binary" else (n_rows, len(classes))
    given = np.full(shape, np.nan) if scores is None else scores
    nothing = np.full(n_rows, MISSING, dtype=np.int64)
    predictions = _from_scores(given, threshold)
    return ClassRows(
        task=task,
        classes=classes,
        labels=nothing if label is None else encode(label, classes),
        predictions=predictions if prediction is None else encode(prediction, classes),
        scores=given,
    )


def value_rows(
    n_rows: int, *, label: Floats | None = None, prediction: Floats | None = None
) -> ValueRows:
    """Return *n_rows* rows of a regression; a column that is None holds nothing."""
    nothing = np.full(n_rows, np.nan)
    return ValueRows(
        labels=nothing if label is None else label,
        predictions=nothing if prediction is None else prediction,
    )


def _from_scores(scores: Floats, threshold: float) -> Ints:
    missing = np.isnan(scores)
    if scores.ndim == 1:
        return np.where(missing, MISSING, scores >= threshold)
    if not scores.shape[1]:
        return np.full(len(scores), MISSING, dtype=np.int64)
    some = np.logical_or.reduce(missing, axis=1)
    return np.where(some, MISSING, np.argmax(scores, axis=1))
