"""Tables of cells: which rows a cell sums up, and how cells are written and read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.store.given import utc_days
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import TIMESTAMP
from watchkeeper.store.lake.snapshot import Day, Snapshot
from watchkeeper.store.lake.table import LakeTable


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """The rows of one version in one environment and segment, seen against one baseline.

    ``segment`` is empty for all rows; ``baseline_id`` is empty where no baseline is involved.
    """

    baseline_id: str
    version: str
    environment: str
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours that begin in ``[start, end)``; None leaves that side open."""

    start: datetime | None = None
    end: datetime | None = None


EVERY_HOUR = Hours()


def keyed(key: CellKey, cells: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return *cells*, which have an ``hour``, as rows of a table of cells."""
    hours = cells["hour"].combine_chunks()
    arrays = {"day": utc_days(hours)}
    arrays |= {f.name: pa.repeat(getattr(key, f.name), cells.num_rows) for f in fields(CellKey)}
    arrays |= {name: cells[name] for name in cells.column_names}
    return pa.table([arrays[name] for name in schema.names], names=schema.names).cast(schema)


def write_cells(
    table: LakeTable,
    cells: Sequence[pa.Table],
    redone: Collection[Day],
    *,
    transaction: tuple[str, int] | None,
    onto: Snapshot | None,
) -> int | None:
    """Add `keyed` *cells* and drop all earlier ones of the days *redone*, in one commit.

    Args:
        table: A table of cells.
        cells: May be empty.
        redone: Days whose cells are all in *cells*.
        transaction: Who has handled what, see `LakeTable.replace_days`; recorded also when
            there are no cells.
        onto: Write on top of exactly this version of the table, whatever *transaction* says.

    Returns:
        The version of the table now; None when *transaction* was recorded before, and nothing
        was written.

    Raises:
        WriteConflict: the table has moved on from *onto*; nothing was written.
    """
    data = pa.concat_tables([table.spec.schema.empty_table(), *cells])
    if onto is None:
        version = table.replace_days(data, redone, transaction=transaction)
    else:
        version = table.commit(onto, data, drop_days=redone, transaction=transaction)
    return None if version is None else compact_if_due(table, version)


def read_cells(
    snapshot: Snapshot, key: CellKey, hours: Hours, *, columns: Collection[str] | None = None
) -> pa.Table:
    """Return the rows of *key* and *hours*; rows without an hour only if both sides are open.

    With *columns* only the cells of those columns, of a table that tells columns apart.
    """
    where = [pc.field(f.name) == getattr(key, f.name) for f in fields(CellKey)]
    if columns is not None:
        where.append(pc.field("column").isin(list(columns)))
    if hours.start is not None:
        where.append(pc.field("hour") >= pa.scalar(hours.start, TIMESTAMP))
    if hours.end is not None:
        where.append(pc.field("hour") < pa.scalar(hours.end, TIMESTAMP))
    every = where[0]
    for condition in where[1:]:
        every = every & condition
    return snapshot.read(days=_days(snapshot, hours), where=every)


def keys_in(snapshot: Snapshot) -> tuple[CellKey, ...]:
    """Return every key that has cells."""
    names = [f.name for f in fields(CellKey)]
    rows = snapshot.read(names).group_by(names).aggregate([])
    return tuple(sorted(CellKey(**row) for row in rows.to_pylist()))


def _days(snapshot: Snapshot, hours: Hours) -> frozenset[date | None]:
    if hours.start is None and hours.end is None:
        return snapshot.days
    return frozenset(_dated(snapshot, hours))


def _dated(snapshot: Snapshot, hours: Hours) -> Iterator[date]:
    first = hours.start.astimezone(UTC).date() if hours.start else date.min
    end = hours.end.astimezone(UTC) - timedelta(microseconds=1) if hours.end else None
    last = end.date() if end else date.max
    for day in snapshot.days:
        if day is not None and first <= day <= last:
            yield day
