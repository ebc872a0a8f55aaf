"""Distributions of reference and current rows, coarse enough for a picture."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from watchkeeper.model.figures import number
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.report.report import ColumnView

BARS = 16
NAMES = 20

Floats = npt.NDArray[np.float64]


def column_views(baseline: Baseline, current: ProfileCells) -> tuple[ColumnView, ...]:
    """Return one view per watched column that *current* (one cell) has."""
    return tuple(
        column_view(column, current.columns[column.name])
        for column in baseline.columns
        if column.name in current.columns
    )


def column_view(column: ColumnBaseline, now: ColumnCells) -> ColumnView:
    """Return one column of the reference beside *now* (one cell)."""
    numeric = column.kind == "numeric"
    labels, edges, then_counts, now_counts = (
        _numeric(column, now) if numeric else _category(column, now)
    )
    return ColumnView(
        name=column.name,
        role=column.role,
        kind=column.kind,
        labels=labels,
        reference=_shares(then_counts, column.present),
        current=_shares(now_counts, int(now.present[0])),
        edges=edges,
        n_reference=column.present,
        n_current=int(now.present[0]),
        missing_reference=_missing(column.total),
        missing_current=_missing(now),
    )


def _shares(counts: Floats, present: int) -> tuple[float, ...]:
    return tuple((counts / max(present, 1)).tolist())


def _missing(cells: ColumnCells) -> float | None:
    rows = int(cells.rows[0])
    return float((cells.nulls[0] + cells.invalid[0]) / rows) if rows else None


def _numeric(
    column: ColumnBaseline, now: ColumnCells
) -> tuple[tuple[str, ...], tuple[float, ...] | None, Floats, Floats]:
    bins = column.numeric
    cells = bins.size - 1 if bins.discrete else bins.size
    if bins.discrete and cells <= NAMES:
        labels = (*(number(v) for v in bins.edges), "between", "below", "above")
        return labels, None, _with_ends(column.total), _with_ends(now)
    cuts = np.unique(np.linspace(0, cells, min(BARS, cells) + 1).astype(np.int64))
    inner = bins.edges[np.minimum(cuts, bins.edges.size - 1)]
    edges = (-math.inf, *inner.tolist(), math.inf)
    said = [number(edge) for edge in inner]
    between = [f"{low} to {high}" for low, high in pairwise(said)]
    labels = (f"below {said[0]}", *between, f"above {said[-1]}")
    return labels, edges, _coarse(column.total, cuts), _coarse(now, cuts)


def _coarse(cells: ColumnCells, cuts: npt.NDArray[np.int64]) -> Floats:
    # Values between the reference's few have no place on the axis: their cell is behind.
    inside = np.add.reduceat(cells.bins[0, : cuts[-1]], cuts[:-1]).astype(np.float64)
    return np.concatenate(([cells.below[0]], inside, [cells.above[0]]))


def _with_ends(cells: ColumnCells) -> Floats:
    return np.concatenate((cells.bins[0], [cells.below[0], cells.above[0]])).astype(np.float64)


def _category(
    column: ColumnBaseline, now: ColumnCells
) -> tuple[tuple[str, ...], None, Floats, Floats]:
    names = column.category.names[:NAMES]
    labels = (*names, "other", "unseen")
    return labels, None, _named(column.total, len(names)), _named(now, len(names))


def _named(cells: ColumnCells, names: int) -> Floats:
    bins = cells.bins[0].astype(np.float64)
    return np.concatenate((bins[:names], [bins[names:].sum()], [cells.unseen[0]]))
