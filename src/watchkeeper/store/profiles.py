"""Profile cells in the lake: appended as partials, added up when they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.profile.cells import NO_TIME, ProfileCells
from watchkeeper.profile.table import STREAM, cells_from_table, cells_to_table
from watchkeeper.store.cell_key import EVERY_HOUR, CellKey, Hours, keyed, read_cells, write_cells
from watchkeeper.store.lake.schemas import PROFILES
from watchkeeper.store.lake.snapshot import Day, Snapshot
from watchkeeper.store.store import Store


def append_profiles(
    store: Store,
    model: str,
    cells: Mapping[CellKey, ProfileCells],
    *,
    redone: Collection[Day] = (),
    transaction: tuple[str, int] | None = None,
    onto: Snapshot | None = None,
) -> int | None:
    """Add cells, in one commit; the earlier cells of the days *redone* go.

    Args:
        store: The workspace.
        model: Its name.
        cells: Partial counts; those of equal key and hour are added up by readers.
        redone: Days whose cells are all in *cells*, counted anew.
        transaction: As in `write_cells`, with what it returns and raises.
        onto: As in `write_cells`.
    """
    table = store.made_table(model, PROFILES)
    rows = [_with_lost(key, part) for key, part in cells.items()]
    return write_cells(table, rows, redone, transaction=transaction, onto=onto)


def read_profiles(
    store: Store,
    model: str,
    key: CellKey,
    sizes: Mapping[str, int],
    hours: Hours = EVERY_HOUR,
    *,
    snapshot: Snapshot | None = None,
    columns: Collection[str] | None = None,
) -> ProfileCells | None:
    """Return one cell per hour that has rows, in order of time; None where there is none.

    The rows without a timestamp are in ``null_timestamps`` when *hours* is open on both sides.

    Args:
        store: The workspace.
        model: Its name.
        key: Whose cells.
        sizes: The number of bins of each column of the baseline.
        hours: Which hours.
        snapshot: The version of the table to read; None for the newest.
        columns: Reads only these columns; None for all.

    Raises:
        DataError: the cells were counted in other bins.
    """
    table = store.table(model, PROFILES)
    if snapshot is None and not table.exists():
        return None
    wanted = None if columns is None else (STREAM, *columns)
    rows = read_cells(snapshot or table.snapshot(), key, hours, columns=wanted)
    if not rows.num_rows:
        return None
    timed = pc.is_valid(rows["hour"])
    lost = rows.filter(pc.invert(timed))["rows"]
    cells = cells_from_table(rows.filter(timed), sizes)
    return replace(cells, null_timestamps=int(pc.sum(lost).as_py() or 0))


def _with_lost(key: CellKey, cells: ProfileCells) -> pa.Table:
    rows = keyed(key, cells_to_table(cells), PROFILES.schema)
    if not cells.null_timestamps:
        return rows
    nothing = np.zeros(1, np.int64)
    lost = ProfileCells(np.array([NO_TIME]), np.array([cells.null_timestamps]), nothing, {})
    return pa.concat_tables([rows, keyed(key, cells_to_table(lost), PROFILES.schema)])
