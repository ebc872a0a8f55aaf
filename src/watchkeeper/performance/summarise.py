"""From rows to cells: the only place that looks at single scores and labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.performance.edges import Floats, Ints, ScoreEdges
from watchkeeper.performance.histogram import LabelState, ScoreHistogram, count_rows
from watchkeeper.performance.rows import UNKNOWN, ClassRows, Mask, ValueRows
from watchkeeper.performance.summary import ScoreCells, Times
from watchkeeper.stats.metric import (
    brier_terms,
    log_loss_terms,
    multiclass_log_loss_terms,
)

NO_EDGES = ScoreEdges(np.zeros(0))


def summarise(
    rows: ClassRows | ValueRows,
    cells: npt.ArrayLike,
    n_cells: int,
    *,
    edges: ScoreEdges = NO_EDGES,
    start: Times | None = None,
) -> ScoreCells:
    """Sum up *rows* by cell.

    Args:
        rows: n rows; none of their arrays is changed.
        cells: Shape (n,). The cell of each row, 0 <= cell < n_cells; -1 leaves the row out.
        n_cells: G. A cell without a row is all zero.
        edges: Score bins (binary; ignored for other tasks). With `edges_from_scores` of the
            same rows every metric is exact.
        start: Shape (G,), UTC. When the cells begin; None where time plays no part.
    """
    where = np.asarray(cells, dtype=np.int64)
    begins = np.full(n_cells, "NaT", dtype="datetime64[us]") if start is None else start
    if isinstance(rows, ValueRows):
        return _value_cells(rows, _Cells(where, n_cells), begins)
    return _class_cells(rows, _Cells(where, n_cells), begins, edges)


def summarise_hours(
    rows: ClassRows | ValueRows, timestamps: Times, *, edges: ScoreEdges = NO_EDGES
) -> ScoreCells:
    """Sum up *rows* by UTC hour, one cell for each hour that holds a row, in order.

    *timestamps*: shape (n,), datetime64[us], UTC; rows at NaT are left out.
    """
    hours = timestamps.astype("datetime64[h]")
    timed = ~np.isnat(hours)
    starts, cell = np.unique(hours[timed], return_inverse=True)
    cells = np.full(hours.size, -1, dtype=np.int64)
    cells[timed] = cell
    return summarise(rows, cells, starts.size, edges=edges, start=starts.astype("datetime64[us]"))


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cell of each row, and sums by it."""

    of_row: Ints
    n: int

    def count(self, mask: Mask) -> Ints:
        """Count the rows of *mask* by cell."""
        return self.table(mask, np.zeros_like(self.of_row), 1)[:, 0]

    def table(self, mask: Mask, codes: Ints, n_codes: int) -> Ints:
        """Count the rows of *mask* by cell and code, shape (G, n_codes)."""
        kept = mask & (self.of_row >= 0)
        keys = self.of_row[kept] * n_codes + codes[kept]
        counts = np.bincount(keys, minlength=self.n * n_codes)
        return counts.astype(np.int64).reshape(self.n, n_codes)

    def sums(self, mask: Mask, terms: Floats) -> Floats:
        """Add up *terms*, shape (rows of mask, S), by cell: shape (G, S)."""
        inside = self.of_row[mask] >= 0
        cell = self.of_row[mask][inside]
        columns = [np.bincount(cell, weights=t, minlength=self.n) for t in terms[inside].T]
        return np.stack(columns, axis=1)


def _class_cells(rows: ClassRows, cells: _Cells, start: Times, edges: ScoreEdges) -> ScoreCells:
    n_classes = len(rows.classes)
    labelled, scored, probable = rows.labelled, rows.scored, rows.probable
    predicted = labelled & (rows.predictions >= 0)
    pairs = rows.labels * n_classes + rows.predictions
    binary = rows.task == "binary"
    return ScoreCells(
        task=rows.task,
        classes=rows.classes,
        edges=edges if binary else NO_EDGES,
        start=start,
        rows=cells.count(np.ones(len(rows), dtype=np.bool_)),
        labelled=cells.count(labelled),
        scored=cells.count(labelled & scored),
        predicted=cells.count(predicted),
        improper=cells.count(labelled & scored & ~probable),
        unknown=cells.count((rows.labels == UNKNOWN) | (rows.predictions == UNKNOWN)),
        by_label=cells.table(labelled, rows.labels, n_classes),
        confusion=cells.table(predicted, pairs, n_classes**2).reshape(
            cells.n, n_classes, n_classes
        ),
        sums=cells.sums(labelled & probable, _terms(rows, labelled & probable)),
        histogram=_histogram(rows, cells, edges) if binary else _no_histogram(cells.n),
    )


def _histogram(rows: ClassRows, cells: _Cells, edges: ScoreEdges) -> ScoreHistogram:
    kept = rows.scored & (cells.of_row >= 0)
    state = np.where(rows.labelled, rows.labels, LabelState.UNLABELLED)
    return count_rows(
        cells.of_row[kept], edges.locate(rows.scores[kept]), state[kept], cells.n, edges.n_bins
    )


def _no_histogram(n_cells: int) -> ScoreHistogram:
    none = np.zeros(0, dtype=np.int64)
    return count_rows(none, none, none, n_cells, NO_EDGES.n_bins)


def _terms(rows: ClassRows, mask: Mask) -> Floats:
    label, score = rows.labels[mask], rows.scores[mask]
    if rows.task == "multiclass":
        terms = [multiclass_log_loss_terms(label, score)]
    else:
        terms = [brier_terms(label, score), log_loss_terms(label, score)]
    return np.stack([power for term in terms for power in (term, term**2)], axis=1)


def _value_cells(rows: ValueRows, cells: _Cells, start: Times) -> ScoreCells:
    labelled = ~np.isnan(rows.labels)
    predicted = labelled & ~np.isnan(rows.predictions)
    with np.errstate(over="ignore", invalid="ignore"):
        residual = rows.predictions - rows.labels
        terms = np.stack([residual, residual**2, residual**4, np.abs(residual)], axis=1)
    usable = np.isfinite(terms).all(axis=1)
    return ScoreCells(
        task="regression",
        classes=(),
        edges=NO_EDGES,
        start=start,
        rows=cells.count(np.ones(len(rows), dtype=np.bool_)),
        labelled=cells.count(labelled),
        scored=np.zeros(cells.n, dtype=np.int64),
        predicted=cells.count(predicted),
        improper=cells.count(predicted & ~usable),
        unknown=np.zeros(cells.n, dtype=np.int64),
        by_label=np.zeros((cells.n, 0), dtype=np.int64),
        confusion=np.zeros((cells.n, 0, 0), dtype=np.int64),
        sums=cells.sums(usable, terms[usable]),
        histogram=_no_histogram(cells.n),
    )
