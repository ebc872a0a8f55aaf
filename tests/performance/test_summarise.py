from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.performance import (
    ClassRows,
    ValueRows,
    edges_from_scores,
    summarise,
    summarise_hours,
)


def _binary(labels: list[int], scores: list[float]) -> ClassRows:
    return ClassRows(
        task="binary",
        classes=("0", "1"),
        labels=np.array(labels, dtype=np.int64),
        predictions=(np.array(scores) >= 0.5).astype(np.int64),
        scores=np.array(scores, dtype=np.float64),
    )


def test_rows_of_no_cell_are_left_out() -> None:
    """-1 is outside; a cell without rows is zero."""
    rows = _binary([1, 0, 1], [0.9, 0.1, 0.8])
    cells = summarise(rows, [-1, 2, 2], 3, edges=edges_from_scores(rows.scores))
    assert cells.rows.tolist() == [0, 0, 2]
    assert cells.by_label.tolist() == [[0, 0], [0, 0], [1, 1]]
    assert cells.sums[:2].tolist() == [[0.0] * 4] * 2
    assert cells.confusion[2].tolist() == [[1, 0], [0, 1]]


def test_what_is_missing_unknown_or_improper_is_counted_apart() -> None:
    """One row each: no label, an unknown label, no score, a score that is no probability."""
    rows = _binary([-1, -2, 1, 1, 0], [0.5, 0.5, np.nan, 1.5, 0.5])
    cells = summarise(rows, np.zeros(5), 1, edges=edges_from_scores(rows.scores))
    counts = ("rows", "labelled", "scored", "improper", "unknown")
    assert [int(getattr(cells, name)[0]) for name in counts] == [5, 3, 2, 1, 1]
    assert cells.histogram.counts.sum(axis=0).tolist() == [1, 1, 2]
    assert cells.sums[0, 0] == pytest.approx(0.25)


def test_hours_are_cut_in_utc() -> None:
    """Rows on both sides of an hour; a row without a time is left out."""
    rows = _binary([1, 0, 1, 0], [0.9, 0.1, 0.8, 0.2])
    times = np.array(
        ["2024-03-01T09:59:59.999999", "NaT", "2024-03-01T10:00", "2024-03-01T09:00"],
        dtype="datetime64[us]",
    )
    cells = summarise_hours(rows, times, edges=edges_from_scores(rows.scores))
    assert cells.start.astype(str).tolist() == [
        "2024-03-01T09:00:00.000000",
        "2024-03-01T10:00:00.000000",
    ]
    assert cells.rows.tolist() == [2, 1]


def test_multiclass_rows_by_hand() -> None:
    """The log loss of a row is that of the class that came true."""
    rows = ClassRows(
        task="multiclass",
        classes=("a", "b", "c"),
        labels=np.array([0, 2, 2]),
        predictions=np.array([0, 1, 2]),
        scores=np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.0, 0.0, 1.0]]),
    )
    cells = summarise(rows, np.zeros(3), 1)
    assert cells.sums[0, 0] == pytest.approx(-np.log(0.5) - np.log(0.1))
    assert cells.confusion[0].tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 1]]
    assert cells.by_label.tolist() == [[1, 0, 2]]


def test_residuals_by_hand() -> None:
    """Residual = prediction minus label; an infinite one leaves no term but is counted."""
    rows = ValueRows(
        labels=np.array([1.0, 5.0, np.nan, 0.0, 2.0]),
        predictions=np.array([3.0, 4.0, 1.0, np.inf, np.nan]),
    )
    cells = summarise(rows, np.zeros(5), 1)
    assert (cells.labelled[0], cells.predicted[0], cells.improper[0]) == (4, 3, 1)
    assert cells.sums[0].tolist() == [1.0, 5.0, 17.0, 3.0]


def test_rows_are_not_changed() -> None:
    """The arrays of the rows belong to the caller."""
    rows = _binary([1, 0, -1], [0.9, np.nan, 0.8])
    before = rows.labels.copy(), rows.scores.copy()
    summarise(rows, np.zeros(3), 1, edges=edges_from_scores(rows.scores))
    assert np.array_equal(rows.labels, before[0])
    assert np.array_equal(rows.scores, before[1], equal_nan=True)


def test_no_rows_make_empty_cells() -> None:
    """A window without rows is a cell all the same."""
    cells = summarise(_binary([], []), np.zeros(0), 2, edges=edges_from_scores([]))
    assert cells.rows.tolist() == [0, 0]
    assert cells.summary(1).n == 0


def test_without_a_class_there_is_nothing_to_confuse() -> None:
    """Several classes of which none has come yet: rows, and no label."""
    none = np.full(2, -1)
    rows = ClassRows(
        task="multiclass", classes=(), labels=none, predictions=none, scores=np.zeros((2, 0))
    )
    cells = summarise(rows, np.zeros(2), 1)
    assert (cells.rows[0], cells.labelled[0]) == (2, 0)
    assert cells.summary(0).n == 0
