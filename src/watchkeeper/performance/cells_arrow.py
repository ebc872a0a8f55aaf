"""Cells as an Arrow table, one row for each: how they rest in the lake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.errors import DataError
from watchkeeper.model import Task
from watchkeeper.performance.edges import Ints, ScoreEdges
from watchkeeper.performance.histogram import LabelState, ScoreHistogram
from watchkeeper.performance.summarise import NO_EDGES
from watchkeeper.performance.summary import SUMS, ScoreCells
from watchkeeper.profile.arrow import fixed_width

_COUNTS = ("rows", "labelled", "scored", "predicted", "improper", "unknown")
_STATES: Mapping[str, LabelState] = {
    "negatives": LabelState.NEGATIVE,
    "positives": LabelState.POSITIVE,
    "unlabelled": LabelState.UNLABELLED,
}
_INT_LIST, _FLOAT_LIST = pa.list_(pa.int64()), pa.list_(pa.float64())

# The columns beside the key. ``score_bins`` lists only the bins that hold a row; the three
# columns of counts go with it. ``confusion`` is flat: label by label, its predictions.
CELL_SCHEMA = pa.schema(
    [
        pa.field("hour", pa.timestamp("us", "UTC")),
        *(pa.field(name, pa.int64()) for name in _COUNTS),
        pa.field("by_label", _INT_LIST),
        pa.field("confusion", _INT_LIST),
        pa.field("sums", _FLOAT_LIST),
        pa.field("score_bins", _INT_LIST),
        *(pa.field(name, _INT_LIST) for name in _STATES),
    ]
)


def cells_to_arrow(cells: ScoreCells) -> pa.Table:
    """Return one row for each cell, with `CELL_SCHEMA`."""
    histogram = cells.histogram
    columns: dict[str, pa.Array] = {"hour": _moments(cells)}
    columns |= {name: pa.array(getattr(cells, name)) for name in _COUNTS}
    for name in ("by_label", "confusion", "sums"):
        array = getattr(cells, name)
        width = int(np.prod(array.shape[1:]))
        columns[name] = _lists(np.arange(len(cells) + 1) * width, array.ravel())
    columns["score_bins"] = _lists(histogram.offsets, histogram.bins)
    for name, state in _STATES.items():
        columns[name] = _lists(histogram.offsets, histogram.counts[:, state])
    return pa.table(columns, schema=CELL_SCHEMA)


def cells_from_arrow(
    table: pa.Table, *, task: Task, classes: tuple[str, ...], edges: ScoreEdges = NO_EDGES
) -> ScoreCells:
    """Read back what `cells_to_arrow` wrote; other columns of *table* are ignored.

    *task*, *classes* and *edges* are those of the baseline that the cells rest on.

    Raises:
        DataError: the lists do not have the lengths that the task and the classes ask for, or a
            score bin is not one of the edges'.
    """
    table = table.select(CELL_SCHEMA.names).combine_chunks().cast(CELL_SCHEMA)
    n, k = table.num_rows, len(classes)
    arrays: dict[str, Any] = {name: _ints(table, name) for name in _COUNTS}
    hours = table.column("hour").cast(pa.int64()).fill_null(np.iinfo(np.int64).min)
    return ScoreCells(
        task=task,
        classes=classes,
        edges=edges,
        start=_numpy(hours).view("datetime64[us]"),
        by_label=_flat(table, "by_label", (n, k)),
        confusion=_flat(table, "confusion", (n, k, k)),
        sums=_flat(table, "sums", (n, len(SUMS[task]))),
        histogram=_histogram(table, edges),
        **arrays,
    )


def _histogram(table: pa.Table, edges: ScoreEdges) -> ScoreHistogram:
    lists = _whole(table, "score_bins")
    counts = [_numpy(_whole(table, name).flatten()) for name in _STATES]
    bins = _numpy(lists.flatten())
    if bins.size and not 0 <= bins.min() <= bins.max() < edges.n_bins:
        raise DataError(
            f"score cells name bin {bins.max()}, but the score edges make {edges.n_bins} bins",
            hint="cells are read with the edges of the baseline they were made with",
        )
    sizes = _numpy(lists.value_lengths())
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
    return ScoreHistogram(edges.n_bins, offsets, bins, np.stack(counts, axis=1))


def _moments(cells: ScoreCells) -> pa.Array:
    return pa.array(cells.start, type=pa.timestamp("us")).cast(pa.timestamp("us", "UTC"))


def _lists(offsets: Ints, values: npt.NDArray[Any]) -> pa.Array:
    return pa.ListArray.from_arrays(offsets.astype(np.int32), np.ascontiguousarray(values))


def _flat(table: pa.Table, name: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    values = _numpy(_whole(table, name).flatten())
    if values.size != np.prod(shape):
        raise DataError(
            f"score cells: column {name!r} holds {values.size} numbers in {shape[0]} rows, "
            f"needs {shape[1:]} in each"
        )
    return values.reshape(shape)


def _whole(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else pa.array([], type=column.type)


def _ints(table: pa.Table, name: str) -> Ints:
    values: Ints = _numpy(_whole(table, name))
    return values


def _numpy(values: pa.Array | pa.ChunkedArray) -> npt.NDArray[Any]:
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return np.asarray(fixed_width(array))
