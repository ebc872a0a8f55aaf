"""What a follower of a table has not seen yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from watchkeeper.store.lake.snapshot import Day, Snapshot
from watchkeeper.store.lake.table import NO_VERSION, LakeTable

_KIND, _COMMIT = "_change_type", "_commit_version"


@dataclass(frozen=True, slots=True)
class Changes:
    """The way from one version of a table to a newer one.

    ``inserted`` holds the new rows of days that were only added to. The days in ``redo`` saw
    a delete or a rewrite, or the feed could not be read: their rows are in ``snapshot`` and
    must be handled from there, whole. ``version`` is where the follower stands afterwards.
    """

    inserted: pa.Table
    redo: frozenset[Day]
    snapshot: Snapshot

    @property
    def version(self) -> int:
        """Return the version that is reached."""
        return self.snapshot.version

    @property
    def days(self) -> frozenset[Day]:
        """Return every day that has changed."""
        return frozenset(pc.unique(self.inserted["day"]).to_pylist()) | self.redo


def changes_since(
    table: LakeTable, version: int, *, columns: Sequence[str] | None = None
) -> Changes:
    """Return what was committed after *version* (`NO_VERSION`: everything).

    Each inserted row is told exactly once, in the order of the commits. Compaction tells
    nothing. Where the change feed cannot be read (its files are gone, or another program made
    the table without one) the touched days come from comparing the files of both versions,
    and when even the old version is gone, all days are to be redone.

    Args:
        table: The table followed; it must exist.
        version: The version that was handled last.
        columns: The columns of ``inserted`` (``day`` comes along); None for all.
    """
    snapshot = table.snapshot()
    names = _with_day(snapshot.schema.names if columns is None else columns)
    schema = pa.schema([snapshot.schema.field(name) for name in names])
    if version >= snapshot.version:
        return Changes(schema.empty_table(), frozenset(), snapshot)
    try:
        feed = _read_feed(snapshot.handle, version + 1, schema)
    except (DeltaError, OSError, pa.ArrowException):
        return Changes(schema.empty_table(), _touched_days(table, version, snapshot), snapshot)
    inserts = pc.equal(feed[_KIND], "insert")
    redo = frozenset(pc.unique(feed.filter(pc.invert(inserts))["day"]).to_pylist())
    inserted = feed.filter(inserts)
    if redo:
        inserted = inserted.filter(pc.invert(_on_days(inserted["day"], redo)))
    inserted = inserted.take(pc.sort_indices(inserted, [(_COMMIT, "ascending")]))
    return Changes(inserted.select(names), redo, snapshot)


def _read_feed(handle: DeltaTable, first: int, schema: pa.Schema) -> pa.Table:
    schema = schema.append(pa.field(_KIND, pa.string())).append(pa.field(_COMMIT, pa.int64()))
    # Without an end it reads on to what was committed since the handle was opened.
    last = handle.version()
    feed = pa.table(
        handle.load_cdf(starting_version=first, ending_version=last, columns=schema.names)
    )
    # It comes with views for text, which few Arrow functions can take.
    return feed.select(schema.names).cast(schema)


def _touched_days(table: LakeTable, version: int, snapshot: Snapshot) -> frozenset[Day]:
    if version == NO_VERSION:
        return snapshot.days
    try:
        before = Snapshot(table.path, DeltaTable(table.uri, version=version)).files
    except (DeltaError, OSError):
        return snapshot.days
    return frozenset(file.day for file in set(before) ^ set(snapshot.files))


def _with_day(columns: Sequence[str]) -> list[str]:
    return [*columns] if "day" in columns else [*columns, "day"]


def _on_days(column: pa.ChunkedArray, days: frozenset[Day]) -> pa.ChunkedArray:
    dated = pa.array(sorted(day for day in days if day is not None), pa.date32())
    found = pc.is_in(column, value_set=dated)
    return pc.or_(found, pc.is_null(column)) if None in days else found
