from __future__ import annotations

import numpy as np
import pyarrow as pa

from watchkeeper.performance import class_rows, text_column, value_rows


def test_a_prediction_follows_from_the_score() -> None:
    """At the threshold the answer is positive; without a score there is none."""
    rows = class_rows(
        3,
        task="binary",
        classes=("0", "1"),
        scores=np.array([0.3, 0.29, np.nan]),
        threshold=0.3,
    )
    assert rows.predictions.tolist() == [1, 0, -1]
    assert rows.labels.tolist() == [-1, -1, -1]


def test_a_given_prediction_stands() -> None:
    """The score does not overrule it."""
    prediction = text_column("answer", pa.chunked_array([[0, None]]))
    rows = class_rows(
        2,
        task="binary",
        classes=("0", "1"),
        prediction=prediction,
        scores=np.array([0.9, 0.9]),
    )
    assert rows.predictions.tolist() == [0, -1]


def test_the_highest_score_is_the_multiclass_answer() -> None:
    """A row with a missing score has no answer and no score."""
    scores = np.array([[0.1, 0.7, 0.2], [0.5, np.nan, 0.5]])
    rows = class_rows(2, task="multiclass", classes=("a", "b", "c"), scores=scores)
    assert rows.predictions.tolist() == [1, -1]
    assert rows.scored.tolist() == [True, False]


def test_nothing_given_is_nothing_known() -> None:
    """Rows without columns are rows all the same."""
    rows = class_rows(2, task="multiclass", classes=("a", "b"))
    assert rows.predictions.tolist() == rows.labels.tolist() == [-1, -1]
    assert class_rows(2, task="multiclass", classes=()).predictions.tolist() == [-1, -1]
    assert np.isnan(value_rows(2).labels).all()
