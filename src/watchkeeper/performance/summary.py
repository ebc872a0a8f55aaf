"""Cells of scored rows: the sums that every realised metric and its interval come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import DataError
from watchkeeper.model import Task
from watchkeeper.performance.edges import Floats, Ints, ScoreEdges
from watchkeeper.performance.histogram import LabelState, ScoreHistogram
from watchkeeper.stats.metric import BinarySummary, MulticlassSummary, RegressionSummary

Times = npt.NDArray[np.datetime64]
Summary = BinarySummary | MulticlassSummary | RegressionSummary

# The columns of `ScoreCells.sums`, under the names that the task's summary gives them.
SUMS: Mapping[Task, tuple[str, ...]] = {
    "binary": ("brier_sum", "brier_sumsq", "log_loss_sum", "log_loss_sumsq"),
    "multiclass": ("log_loss_sum", "log_loss_sumsq"),
    "regression": ("residual_sum", "residual_sumsq", "residual_sum4", "absolute_sum"),
}
ADDITIVE = (
    *("rows", "labelled", "scored", "predicted", "improper", "unknown"),
    *("by_label", "confusion", "sums"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreCells:
    """Sums over the rows of G cells; adding cells gives the sums over all their rows.

    Attributes:
        task: What the model answers.
        classes: The K classes; binary: (other, positive); regression: none.
        edges: The score bins of ``histogram``; binary only, else without an edge.
        start: Shape (G,), datetime64[us], UTC. Start of the cell, NaT where it has none.
        rows: Shape (G,), as all counts int64. Rows, labelled or not.
        labelled: Rows whose label has arrived and is one of the classes (or a finite number).
        scored: Labelled rows that have a score (multiclass: for each class).
        predicted: Labelled rows that have a prediction.
        improper: Labelled rows that left no term in ``sums``: a score outside [0, 1], which
            cannot be a probability, or an infinite prediction of a regression.
        unknown: Rows whose label or prediction is a class that ``classes`` does not hold.
        by_label: Shape (G, K). Labelled rows by class.
        confusion: Shape (G, K, K). Rows by label (second axis) and prediction (third).
        sums: Shape (G, S), float64, the columns ``SUMS[task]``.
        histogram: Rows by score bin and label state.
    """

    task: Task
    classes: tuple[str, ...]
    edges: ScoreEdges
    start: Times
    rows: Ints
    labelled: Ints
    scored: Ints
    predicted: Ints
    improper: Ints
    unknown: Ints
    by_label: Ints
    confusion: Ints
    sums: Floats
    histogram: ScoreHistogram

    def __len__(self) -> int:
        return self.rows.size

    def group(self, into: npt.ArrayLike, n_groups: int) -> ScoreCells:
        """Add cell g to group ``into[g]`` (shape (G,), 0 <= into < n_groups).

        A group that gets no cell is all zero. Counts come out the same in any order, floats to
        rounding; ``start`` is the earliest of a group.
        """
        groups = np.asarray(into, dtype=np.int64)
        additive: dict[str, Any] = {
            name: _add_up(getattr(self, name), groups, n_groups) for name in ADDITIVE
        }
        return replace(
            self,
            start=_earliest(self.start, groups, n_groups),
            histogram=self.histogram.group(groups, n_groups),
            **additive,
        )

    def merge(self, starts: npt.ArrayLike) -> ScoreCells:
        """Return the sums of contiguous runs; run r begins at cell ``starts[r]``, run 0 at 0."""
        begins = np.asarray(starts, dtype=np.int64)
        runs = np.searchsorted(begins, np.arange(len(self)), side="right") - 1
        return self.group(runs, begins.size)

    def total(self) -> ScoreCells:
        """Return one cell over all rows (all zero when there is no cell)."""
        return self.group(np.zeros(len(self), dtype=np.int64), 1)

    def select(self, which: npt.ArrayLike) -> ScoreCells:
        """Return the cells of a boolean mask, or those at the indices, in that order."""
        chosen = np.asarray(which)
        indices = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen.astype(np.int64)
        additive: dict[str, Any] = {name: getattr(self, name)[indices] for name in ADDITIVE}
        return replace(
            self, start=self.start[indices], histogram=self.histogram.take(indices), **additive
        )

    def summary(self, cell: int) -> Summary:
        """Return the summary of one cell, as the metrics of ``stats`` read it."""
        sums: dict[str, Any] = dict(zip(SUMS[self.task], self.sums[cell].tolist(), strict=True))
        labelled = int(self.labelled[cell])
        if self.task == "regression":
            usable = int(self.predicted[cell] - self.improper[cell])
            return RegressionSummary(n=labelled, n_predicted=usable, **sums)
        if self.task == "multiclass":
            return MulticlassSummary(
                n=labelled,
                classes=self.classes,
                confusion=self.confusion[cell],
                n_scored=int(self.scored[cell] - self.improper[cell]),
                **sums,
            )
        bins, counts = self.histogram.cell(cell)
        score_low, score_high = self.edges.span(bins)
        (tn, fp), (fn, tp) = self.confusion[cell].tolist()
        return BinarySummary(
            n=labelled,
            n_positive=int(self.by_label[cell, 1]),
            positives=counts[:, LabelState.POSITIVE],
            negatives=counts[:, LabelState.NEGATIVE],
            single_valued=self.edges.single_valued(bins),
            score_low=score_low,
            score_high=score_high,
            tp=tp,
            fp=fp,
            fn=fn,
            tn=tn,
            n_probability=int(self.scored[cell] - self.improper[cell]),
            **sums,
        )

    @staticmethod
    def concat(parts: Sequence[ScoreCells]) -> ScoreCells:
        """Return the cells of all *parts* (at least one), one after the other.

        Raises:
            DataError: the parts differ in task, classes or score edges, so they cannot be added.
        """
        for part in parts:
            _require_same_kind(parts[0], part)
        additive: dict[str, Any] = {
            name: np.concatenate([getattr(p, name) for p in parts]) for name in ADDITIVE
        }
        return replace(
            parts[0],
            start=np.concatenate([part.start for part in parts]),
            histogram=ScoreHistogram.concat([part.histogram for part in parts]),
            **additive,
        )


def _require_same_kind(first: ScoreCells, other: ScoreCells) -> None:
    if first.task != other.task or first.classes != other.classes:
        raise DataError(
            f"cells of {first.task} {first.classes} cannot be added to cells of "
            f"{other.task} {other.classes}",
            hint="cells of one baseline share their classes",
        )
    if not np.array_equal(first.edges.values, other.edges.values):
        raise DataError(
            f"cells on different score edges ({first.edges.values.size} and "
            f"{other.edges.values.size}) cannot be added",
            hint="cells of one baseline share their edges",
        )


def _add_up(
    values: npt.NDArray[np.generic], groups: Ints, n_groups: int
) -> npt.NDArray[np.generic]:
    sums = np.zeros((n_groups, *values.shape[1:]), dtype=values.dtype)
    np.add.at(sums, groups, values)
    return sums


def _earliest(start: Times, groups: Ints, n_groups: int) -> Times:
    earliest = np.full(n_groups, "NaT", dtype="datetime64[us]")
    np.fmin.at(earliest, groups, start)
    return earliest
