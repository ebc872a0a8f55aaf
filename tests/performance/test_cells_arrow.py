from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.performance import (
    ClassRows,
    ScoreEdges,
    ValueRows,
    evaluate,
    summarise,
    summarise_hours,
)
from watchkeeper.performance.cells_arrow import CELL_SCHEMA, cells_from_arrow, cells_to_arrow
from watchkeeper.performance.summary import ADDITIVE, ScoreCells

EDGES = ScoreEdges(np.linspace(0.0, 1.0, 21))


def _cells() -> ScoreCells:
    rng = np.random.default_rng(4)
    labels = rng.integers(-1, 2, 500)
    scores = rng.random(500)
    rows = ClassRows(
        task="binary",
        classes=("no", "yes"),
        labels=labels,
        predictions=(scores > 0.5).astype(np.int64),
        scores=scores,
    )
    times = rng.integers(0, 10 * 3600, 500).astype("datetime64[s]").astype("datetime64[us]")
    return summarise_hours(rows, times, edges=EDGES)


def test_cells_come_back_as_they_went() -> None:
    """Every array, and so every metric, is equal; chunks do not matter."""
    cells = _cells()
    table = cells_to_arrow(cells)
    parts = pa.concat_tables([table.slice(0, 3), table.slice(3)])
    again = cells_from_arrow(parts, task="binary", classes=("no", "yes"), edges=EDGES)
    assert table.schema == CELL_SCHEMA
    assert again.start.tolist() == cells.start.tolist()
    assert all(np.array_equal(getattr(again, n), getattr(cells, n)) for n in ADDITIVE)
    assert evaluate(again, ["roc_auc", "f1"]) == evaluate(cells, ["roc_auc", "f1"])


def test_cells_without_classes_or_time_come_back() -> None:
    """A regression has no histogram; a cell of a plain frame has no hour."""
    cells = summarise(ValueRows(labels=np.ones(3), predictions=np.arange(3.0)), [0, 0, 2], 3)
    again = cells_from_arrow(cells_to_arrow(cells), task="regression", classes=())
    assert np.isnat(again.start).all()
    assert evaluate(again, ["rmse"]) == evaluate(cells, ["rmse"])
    assert (
        len(cells_from_arrow(cells_to_arrow(cells.select([])), task="regression", classes=())) == 0
    )


def test_cells_of_another_baseline_are_refused() -> None:
    """Too few edges or another number of classes: the message says what does not fit."""
    table = cells_to_arrow(_cells())
    with pytest.raises(DataError, match="the score edges make 3 bins"):
        cells_from_arrow(table, task="binary", classes=("a", "b"), edges=ScoreEdges(np.ones(1)))
    with pytest.raises(DataError, match="'by_label'"):
        cells_from_arrow(table, task="binary", classes=("a", "b", "c"), edges=EDGES)
