"""Score cells in the lake: recomputed for the days that labels touch, and replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.store.cell_key import EVERY_HOUR, CellKey, Hours, Times, key_columns, read_cells
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import SCORES
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.store import Store

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class CellArrays:
    """Additive numbers of G cells: every array has the leading axis G, int64 or float64.

    ``start`` is datetime64[us] in UTC, shape (G,), rising.
    """

    start: Times
    fields: Mapping[str, Array]


def replace_scores(
    store: Store,
    model: str,
    cells: Mapping[CellKey, CellArrays],
    days: Collection[Day],
    *,
    transaction: tuple[str, int] | None = None,
) -> bool:
    """Put *cells* in the place of all score cells of *days*, in one commit.

    Args:
        store: The workspace.
        model: Its name.
        cells: The cells of every key on those days.
        days: The days that were computed anew, whole.
        transaction: Who has handled what, see `LakeTable.replace_days`.

    Returns:
        False when *transaction* was recorded before, and nothing was written.
    """
    table = store.made_table(model, SCORES)
    data = pa.concat_tables(
        [SCORES.schema.empty_table(), *(to_arrow(key, part) for key, part in cells.items())]
    )
    version = table.replace_days(data, days, transaction=transaction)
    if version is not None:
        compact_if_due(table, version)
    return version is not None


def read_scores(
    store: Store, model: str, key: CellKey, hours: Hours = EVERY_HOUR
) -> CellArrays | None:
    """Return the cells of *key*, in order of time; None where there is none."""
    table = store.table(model, SCORES)
    if not table.exists():
        return None
    rows = read_cells(table.snapshot(), key, hours)
    return from_arrow(rows) if rows.num_rows else None


def to_arrow(key: CellKey, cells: CellArrays) -> pa.Table:
    """Return *cells* as rows of the table ``scores``."""
    named = key_columns(key, cells.start)
    tables = [
        _rows(named | {"field": pa.repeat(name, cells.start.size)} | _packed(array))
        for name, array in cells.fields.items()
    ]
    return pa.concat_tables(tables) if tables else SCORES.schema.empty_table()


def from_arrow(rows: pa.Table) -> CellArrays:
    """Return the cells of one key, read back from *rows* in any order."""
    hours = np.asarray(rows["hour"].cast(pa.timestamp("us")), dtype="datetime64[us]")
    start, at = np.unique(hours, return_inverse=True)
    names = rows["field"]
    fields = {}
    for name in sorted(pc.unique(names).to_pylist()):
        mine = pc.equal(names, name)
        fields[name] = _unpacked(rows.filter(mine), at[np.asarray(mine)], start.size)
    return CellArrays(start, fields)


def _rows(arrays: Mapping[str, pa.Array]) -> pa.Table:
    size = len(arrays["hour"])
    return pa.table(
        [arrays.get(f.name, pa.nulls(size, f.type)) for f in SCORES.schema], schema=SCORES.schema
    )


def _packed(array: Array) -> dict[str, pa.Array]:
    cells = array.shape[0]
    flat = np.ascontiguousarray(array).reshape(cells, -1)
    column = "counts" if np.issubdtype(array.dtype, np.integer) else "values"
    shape = pa.array([list(array.shape[1:])] * cells, pa.list_(pa.int64()))
    kept = flat != 0
    if flat.shape[1] < 2 or kept.sum() * 2 > flat.size:
        ends = np.arange(cells + 1) * flat.shape[1]
        return {"shape": shape, column: _lists(ends, flat.ravel())}
    ends = np.r_[0, np.cumsum(kept.sum(axis=1))]
    places = np.nonzero(kept)[1].astype(np.int64)
    return {"shape": shape, "at": _lists(ends, places), column: _lists(ends, flat[kept])}


def _lists(ends: Array, values: Array) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)), pa.array(values))


def _unpacked(rows: pa.Table, at: npt.NDArray[np.intp], cells: int) -> Array:
    column = "counts" if rows["values"].null_count == rows.num_rows else "values"
    shape = tuple(rows["shape"][0].as_py())
    lists = rows[column].combine_chunks()
    out = np.zeros((cells, int(np.prod(shape, dtype=np.int64))), _DTYPES[column])
    sizes = np.asarray(pc.list_value_length(lists))
    np.add.at(out, (np.repeat(at, sizes), _places(rows, sizes)), np.asarray(lists.flatten()))
    return out.reshape(cells, *shape)


def _places(rows: pa.Table, sizes: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Return where in its flat array each kept number belongs, all rows behind one another."""
    ends = np.cumsum(sizes, dtype=np.int64)
    places = np.arange(int(ends[-1]), dtype=np.int64) - np.repeat(ends - sizes, sizes)
    sparse = np.asarray(rows["at"].is_valid())
    places[np.repeat(sparse, sizes)] = np.asarray(rows["at"].combine_chunks().flatten())
    return places


_DTYPES = {"counts": np.int64, "values": np.float64}
