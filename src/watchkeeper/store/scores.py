"""Score cells in the lake: recomputed for the days that labels touch, and replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pyarrow as pa

from watchkeeper.store.cell_key import EVERY_HOUR, CellKey, Hours, keyed, read_cells, write_cells
from watchkeeper.store.lake.schemas import SCORES
from watchkeeper.store.lake.snapshot import Day, Snapshot
from watchkeeper.store.store import Store


def replace_scores(
    store: Store,
    model: str,
    cells: Mapping[CellKey, pa.Table],
    days: Collection[Day],
    *,
    transaction: tuple[str, int] | None = None,
    onto: Snapshot | None = None,
) -> int | None:
    """Put *cells* in the place of all score cells of *days*, in one commit.

    Args:
        store: The workspace.
        model: Its name.
        cells: The cells of every key on those days: tables of the columns of ``scores``
            from ``hour`` on.
        days: The days that were computed anew, whole.
        transaction: As in `write_cells`, with what it returns and raises.
        onto: As in `write_cells`.
    """
    table = store.made_table(model, SCORES)
    rows = [keyed(key, part, SCORES.schema) for key, part in cells.items()]
    return write_cells(table, rows, days, transaction=transaction, onto=onto)


def read_scores(store: Store, model: str, key: CellKey, hours: Hours = EVERY_HOUR) -> pa.Table:
    """Return the cells of *key* in order of time, with the columns of ``scores``."""
    table = store.table(model, SCORES)
    if not table.exists():
        return SCORES.schema.empty_table()
    return read_cells(table.snapshot(), key, hours).sort_by("hour")
