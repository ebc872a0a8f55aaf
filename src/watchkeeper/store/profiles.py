"""Profile cells in the lake: appended as partials, added up when they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column_cells import COUNTS, ColumnCells
from watchkeeper.store.cell_key import EVERY_HOUR, CellKey, Hours, key_columns, read_cells
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import PROFILES
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.store import Store

_FLOATS = ("minimum", "maximum", "s1", "s2")
_NO_TIME = np.datetime64("NaT", "us")


def append_profiles(
    store: Store,
    model: str,
    cells: Mapping[CellKey, ProfileCells],
    *,
    redone: Collection[Day] = (),
    transaction: tuple[str, int] | None = None,
) -> bool:
    """Add cells, in one commit; the earlier cells of the days *redone* go.

    Args:
        store: The workspace.
        model: Its name.
        cells: Partial counts; those of equal key and hour are added up by readers.
        redone: Days whose cells are all in *cells*, counted anew.
        transaction: Who has handled what, see `LakeTable.replace_days`; recorded also when
            there are no cells.

    Returns:
        False when *transaction* was recorded before, and nothing was written.
    """
    table = store.made_table(model, PROFILES)
    data = pa.concat_tables(
        [PROFILES.schema.empty_table(), *(to_arrow(key, part) for key, part in cells.items())]
    )
    version = table.replace_days(data, redone, transaction=transaction)
    if version is not None:
        compact_if_due(table, version)
    return version is not None


def read_profiles(
    store: Store, model: str, key: CellKey, hours: Hours = EVERY_HOUR
) -> ProfileCells | None:
    """Return one cell per hour that has rows, in order of time; None where there is none.

    A column that was missing in some hours has cells without rows there. The rows without a
    timestamp are in ``null_timestamps`` when *hours* is open on both sides.
    """
    table = store.table(model, PROFILES)
    if not table.exists():
        return None
    rows = read_cells(table.snapshot(), key, hours)
    return from_arrow(rows) if rows.num_rows else None


def to_arrow(key: CellKey, cells: ProfileCells) -> pa.Table:
    """Return *cells* as rows of the table ``profiles``."""
    whole = {"rows": pa.array(cells.rows), "duplicates": pa.array(cells.duplicates)}
    tables = [_rows(key_columns(key, cells.start) | whole)]
    if cells.null_timestamps:
        lost = {"rows": pa.array([cells.null_timestamps], pa.int64())}
        tables.append(_rows(key_columns(key, np.array([_NO_TIME])) | lost))
    for name, column in cells.columns.items():
        named = {"column": pa.repeat(name, len(column))} | _column_arrays(column)
        tables.append(_rows(key_columns(key, cells.start) | named))
    return pa.concat_tables(tables)


def from_arrow(rows: pa.Table) -> ProfileCells:
    """Return the cells of one key, read back from *rows* in any order, equal hours added up."""
    timed = rows.filter(pc.is_valid(rows["hour"]))
    lost = rows.filter(pc.and_(pc.is_null(rows["hour"]), pc.is_null(rows["column"])))
    whole = timed.filter(pc.is_null(timed["column"]))
    start, at = np.unique(_times(whole), return_inverse=True)
    columns = timed.filter(pc.is_valid(timed["column"])).sort_by(
        [("column", "ascending"), ("hour", "ascending")]
    )
    return ProfileCells(
        start,
        _added_up(whole, "rows", at, start.size),
        _added_up(whole, "duplicates", at, start.size),
        {name: _column_cells(part, start) for name, part in _runs(columns).items()},
        int(pc.sum(lost["rows"]).as_py() or 0),
    )


def _rows(arrays: Mapping[str, pa.Array]) -> pa.Table:
    size = len(arrays["hour"])
    return pa.table(
        [arrays.get(f.name, pa.nulls(size, f.type)) for f in PROFILES.schema],
        schema=PROFILES.schema,
    )


def _column_arrays(column: ColumnCells) -> dict[str, pa.Array]:
    cells, bins = column.bins.shape
    names = [list(named) for named in column.unseen_names]
    counts = [list(named.values()) for named in column.unseen_names]
    return {
        **{name: pa.array(getattr(column, name)) for name in COUNTS},
        **{name: pa.array(getattr(column, name), from_pandas=True) for name in _FLOATS},
        "bins": pa.ListArray.from_arrays(
            pa.array(np.arange(cells + 1, dtype=np.int32) * np.int32(bins)),
            pa.array(np.ascontiguousarray(column.bins).ravel()),
        ),
        "unseen_names": pa.array(names, pa.list_(pa.string())),
        "unseen_counts": pa.array(counts, pa.list_(pa.int64())),
    }


def _runs(columns: pa.Table) -> dict[str, pa.Table]:
    """Cut a table that is sorted by column into one table per column."""
    codes = columns["column"].combine_chunks().dictionary_encode()
    ends = np.flatnonzero(np.diff(np.asarray(codes.indices), append=-1)) + 1
    starts = np.r_[0, ends[:-1]].astype(np.int64)
    return {
        columns["column"][int(a)].as_py(): columns.slice(int(a), int(b - a))
        for a, b in zip(starts, ends, strict=True)
    }


def _column_cells(part: pa.Table, start: npt.NDArray[np.datetime64]) -> ColumnCells:
    cells = part.num_rows
    bins = part["bins"].combine_chunks()
    pairs = zip(part["unseen_names"].to_pylist(), part["unseen_counts"].to_pylist(), strict=True)
    partial = ColumnCells(
        **{name: np.asarray(part[name]) for name in COUNTS},
        **{name: np.asarray(part[name].fill_null(np.nan)) for name in _FLOATS},
        bins=np.asarray(bins.flatten()).reshape(cells, -1),
        unseen_names=tuple(dict(zip(names, counts, strict=True)) for names, counts in pairs),
    )
    return partial.merge(np.searchsorted(_times(part), start))


def _times(rows: pa.Table) -> npt.NDArray[np.datetime64]:
    hours: npt.NDArray[np.datetime64] = np.asarray(
        rows["hour"].cast(pa.timestamp("us")), dtype="datetime64[us]"
    )
    return hours


def _added_up(
    rows: pa.Table, name: str, at: npt.NDArray[np.intp], size: int
) -> npt.NDArray[np.int64]:
    sums = np.zeros(size, np.int64)
    np.add.at(sums, at, np.asarray(rows[name]))
    return sums
