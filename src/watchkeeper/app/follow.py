"""The follower of predictions: rows that arrived become profile cells, each commit once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.recorded_rows import IS_ANSWERED, named_rows, rows_of, time_of
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.frame import TableFrame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds
from watchkeeper.profile.windows import utc
from watchkeeper.store.cell_key import CellKey
from watchkeeper.store.lake.feed import changes_since
from watchkeeper.store.lake.schemas import PREDICTIONS, PROFILES
from watchkeeper.store.lake.snapshot import Day, Snapshot
from watchkeeper.store.lake.table import NO_VERSION, retried
from watchkeeper.store.layout import Layout
from watchkeeper.store.profiles import append_profiles
from watchkeeper.store.store import Store

REJECTED, RESCUED = "#rejected", "#rescued"
FOLLOWER = "follow"
_DAYS_AT_ONCE = 7

Versions = Callable[[], Sequence[Deployed]]


@dataclass(frozen=True, slots=True)
class Followed:
    """What a follower did: ``since`` is the earliest time touched, None if nothing was.

    ``before`` and ``after`` are the versions of the table of cells.
    """

    since: datetime | None
    before: int
    after: int


NOTHING = Followed(None, NO_VERSION, NO_VERSION)


def follow_predictions(store: Store, model: str, versions: Versions) -> Followed:
    """Profile the rows that arrived since the last call.

    Which version of ``predictions`` was handled is recorded in the same commit as the cells,
    and that commit goes on top of the version it was read from: of two processes one begins
    anew, so that no row is counted twice. *versions* is asked after that version was read: a
    baseline that came later is in a later version too, see `recount`.
    """
    table = store.table(model, PREDICTIONS)
    if not table.exists():
        return NOTHING
    cells_table = store.made_table(model, PROFILES)
    layout = store.layout(model)

    def step() -> Followed:
        onto = cells_table.snapshot()
        handled = onto.transaction_version(FOLLOWER)
        changes = changes_since(table, NO_VERSION if handled is None else handled)
        if changes.version == handled:
            return Followed(None, onto.version, onto.version)
        rows = [layout.to_named(changes.inserted)]
        if changes.redo:
            rows.append(layout.to_named(changes.snapshot.read(days=changes.redo)))
        cells = dict(_cells(pa.concat_tables(rows, promote_options="default"), versions()))
        after = append_profiles(
            store,
            model,
            cells,
            redone=changes.redo,
            transaction=(FOLLOWER, changes.version),
            onto=onto,
        )
        return Followed(_earliest(cells, changes.redo), onto.version, after or onto.version)

    return retried(step)


def recount_predictions(store: Store, model: str, versions: Versions) -> None:
    """Profile all rows of all versions anew, in one commit: a baseline came after its rows."""
    table, cells_table = store.table(model, PREDICTIONS), store.made_table(model, PROFILES)
    layout = store.layout(model)

    def step() -> None:
        onto = cells_table.snapshot()
        rows = table.snapshot()
        deployed = versions()
        parts: dict[CellKey, list[ProfileCells]] = {}
        for part in _in_parts(rows, layout):
            for key, cells in _cells(part, deployed):
                parts.setdefault(key, []).append(cells)
        append_profiles(
            store,
            model,
            {key: ProfileCells.concat(found) for key, found in parts.items()},
            redone=onto.days | rows.days,
            transaction=(FOLLOWER, rows.version),
            onto=onto,
        )

    retried(step)


def _in_parts(rows: Snapshot, layout: Layout) -> Iterator[pa.Table]:
    """Yield all rows, a few days at a time."""
    dated = sorted(day for day in rows.days if day is not None)
    groups: list[set[Day]] = [
        set(dated[i : i + _DAYS_AT_ONCE]) for i in range(0, len(dated), _DAYS_AT_ONCE)
    ]
    if None in rows.days:
        groups.append({None})
    for days in groups:
        yield layout.to_named(rows.read(days=days))


def _earliest(cells: dict[CellKey, ProfileCells], redone: frozenset[Day]) -> datetime | None:
    starts = [part.start[0] for part in cells.values() if len(part)]
    starts += [np.datetime64(day, "us") for day in redone if day is not None]
    return utc(min(starts)) if starts else None


def _cells(table: pa.Table, versions: Sequence[Deployed]) -> Iterator[tuple[CellKey, ProfileCells]]:
    for deployed in versions:
        rows = rows_of(table, deployed)
        if deployed.baseline is None or not rows.num_rows:
            continue
        answered = named_rows(rows.filter(IS_ANSWERED), deployed)
        yield deployed.key(), _profile(answered, time_of(deployed), deployed.baseline.columns)
        for segment, which in ((REJECTED, ~IS_ANSWERED), (RESCUED, pc.field("rescued").is_valid())):
            some = rows.filter(which)
            if some.num_rows:
                yield deployed.key(segment), _profile(some.select(["timestamp"]), "timestamp", ())


def _profile(rows: pa.Table, time: str, columns: Sequence[ColumnBaseline]) -> ProfileCells:
    frame = TableFrame(rows)
    microseconds, valid, _ = utc_microseconds(frame, time)
    return profile_rows(frame, columns, hours=utc_hours(microseconds, valid))
