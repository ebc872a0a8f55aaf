"""Profile cells as an Arrow table: one row per cell and column, and one per cell for all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.errors import DataError
from watchkeeper.profile.arrow import fixed_width, null_mask
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column_cells import COUNTS, SUMS, ColumnCells
from watchkeeper.profile.runs import Ints
from watchkeeper.profile.unseen import NONE_UNSEEN, UnseenNames

# The row of a cell that belongs to no column: its rows and duplicates.
STREAM = ""

_ENDS = ("minimum", "maximum")
_US = pa.timestamp("us", "UTC")
_NO_TIME = np.iinfo(np.int64).min

CELLS_SCHEMA = pa.schema(
    [
        pa.field("hour", _US),
        pa.field("column", pa.string(), nullable=False),
        *(pa.field(name, pa.int64(), nullable=False) for name in COUNTS),
        pa.field("duplicates", pa.int64(), nullable=False),
        *(pa.field(name, pa.float64(), nullable=False) for name in (*_ENDS, *SUMS)),
        pa.field("bins", pa.list_(pa.int64()), nullable=False),
        pa.field("unseen_names", pa.map_(pa.string(), pa.int64()), nullable=False),
    ]
)


def cells_to_table(cells: ProfileCells) -> pa.Table:
    """Return *cells* in `CELLS_SCHEMA`; ``hour`` is null where there is no time.

    A column's row is left out for a cell in which it has no rows. The number of rows without
    a timestamp is not in the table.
    """
    stream = _stream(cells)
    parts = [(STREAM, stream), *cells.columns.items()]
    kept = [np.flatnonzero(part.rows > 0) for _, part in parts]
    kept[0] = np.arange(len(cells))
    chosen = [part.select(at) for (_, part), at in zip(parts, kept, strict=True)]
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in chosen])
        for name in (*COUNTS, *_ENDS, *SUMS)
    }
    at = np.concatenate(kept)
    lengths = [at.size for at in kept]
    codes = np.repeat(np.arange(len(parts), dtype=np.int32), lengths)
    arrays["hour"] = _moments(cells.start[at])
    arrays["column"] = pa.DictionaryArray.from_arrays(codes, [n for n, _ in parts]).cast("string")
    arrays["duplicates"] = np.where(codes == 0, cells.duplicates[at], 0)
    arrays["bins"] = _lists([part.bins for part in chosen])
    arrays["unseen_names"] = _maps([names for part in chosen for names in part.unseen_names])
    return pa.table(
        [pa.array(arrays[field.name], type=field.type) for field in CELLS_SCHEMA],
        schema=CELLS_SCHEMA,
    )


def cells_from_table(table: pa.Table, sizes: Mapping[str, int]) -> ProfileCells:
    """Return the cells in *table*, one per hour in order of time; equal hours are added up.

    Args:
        table: Rows of `CELLS_SCHEMA`, in any order; partial counts of one cell are merged.
        sizes: The number of bins of each column (``column.bins.size``).

    Raises:
        DataError: a column is not in *sizes*, or was counted in another number of bins.
    """
    encoded = table["column"].combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    codes = fixed_width(encoded.indices)
    hours = _read_moments(table["hour"])
    distinct, cell = np.unique(hours, return_inverse=True)
    order = np.lexsort((cell, codes))
    if np.any(order[1:] < order[:-1]):
        table = table.take(pa.array(order))
    ordered = table.combine_chunks()
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1)).tolist()
    columns: dict[str, ColumnCells] = {}
    rows = duplicates = np.zeros(distinct.size, dtype=np.int64)
    for name, start, end in zip(names, bounds[:-1], bounds[1:], strict=True):
        here = ordered.slice(start, end - start)
        offsets = np.searchsorted(cell[order[start:end]], np.arange(distinct.size))
        if name == STREAM:
            rows = _sums(here, "rows", offsets)
            duplicates = _sums(here, "duplicates", offsets)
        else:
            columns[name] = _read_column(here, name, sizes).merge(offsets)
    return ProfileCells(distinct.view("datetime64[us]"), rows, duplicates, columns)


def _stream(cells: ProfileCells) -> ColumnCells:
    return replace(ColumnCells.empty(len(cells), 0), rows=cells.rows)


def _read_column(table: pa.Table, name: str, sizes: Mapping[str, int]) -> ColumnCells:
    if name not in sizes:
        raise DataError(f"there are counts of a column {name!r} that the baseline does not know")
    flat = pc.list_flatten(table["bins"])
    if (
        len(flat) != len(table) * sizes[name]
        or pc.any(pc.not_equal(pc.list_value_length(table["bins"]), sizes[name])).as_py()
    ):
        raise DataError(
            f"column {name!r} was counted in other than {sizes[name]} bins",
            hint="the counts belong to another baseline",
        )
    arrays = {key: _numbers(table[key]) for key in (*COUNTS, *_ENDS, *SUMS)}
    return ColumnCells(
        **arrays,
        bins=_numbers(flat).reshape(len(table), sizes[name]),
        unseen_names=tuple(_read_names(table)),
    )


def _read_names(table: pa.Table) -> list[UnseenNames]:
    names = [NONE_UNSEEN] * len(table)
    unseen = np.flatnonzero(_numbers(table["unseen"]))
    for at, pairs in zip(
        unseen.tolist(), table["unseen_names"].take(pa.array(unseen)).to_pylist(), strict=True
    ):
        names[at] = dict(pairs)
    return names


def _sums(table: pa.Table, name: str, offsets: npt.NDArray[np.intp]) -> Ints:
    before = np.concatenate(([0], np.cumsum(_numbers(table[name]), dtype=np.int64)))
    sums: Ints = np.diff(before[np.append(offsets, len(table))])
    return sums


def _numbers(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[Any]:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return fixed_width(column)


def _moments(start: npt.NDArray[np.datetime64]) -> pa.Array:
    return pa.array(start.view(np.int64), mask=np.isnat(start)).cast(_US)


def _read_moments(column: pa.ChunkedArray) -> Ints:
    array = column.combine_chunks()
    moments = np.array(fixed_width(array), dtype=np.int64)
    nulls = null_mask(array)
    if nulls is not None:
        moments[nulls] = _NO_TIME
    return moments


def _lists(parts: Sequence[Ints]) -> pa.ListArray:
    lengths = np.concatenate([np.full(len(p), p.shape[1], dtype=np.int64) for p in parts])
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, np.concatenate([p.ravel() for p in parts]))


def _maps(maps: Sequence[UnseenNames]) -> pa.MapArray:
    offsets = np.concatenate(([0], np.cumsum([len(m) for m in maps]))).astype(np.int32)
    found = [m for m in maps if m]
    return pa.MapArray.from_arrays(
        offsets,
        pa.array([name for m in found for name in m], type=pa.string()),
        pa.array([count for m in found for count in m.values()], type=pa.int64()),
    )
