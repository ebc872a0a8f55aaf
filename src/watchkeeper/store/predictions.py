"""Predictions: each recorded once, however often it is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.model.registry import Environment
from watchkeeper.store.declare import open_table
from watchkeeper.store.given import (
    check_columns,
    check_present,
    check_values,
    new_ids,
    put_column,
    utc_days,
    with_classes,
    with_default,
    with_names,
)
from watchkeeper.store.identity import Bools
from watchkeeper.store.lake.cast import Fitted, Misplaced, fit_to
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import PREDICTIONS, TIMESTAMP
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.lake.table import retried
from watchkeeper.store.layout import Layout
from watchkeeper.store.store import Store

STATUSES = ("answered", "rejected", "failed")
DUPLICATES, RESCUED, OTHER_DAY = "duplicates", "rescued", "id_on_other_day"

_KEY = ("prediction_id", "version", "environment")
_MADE_HERE = ("day", "received_at", "rescued")


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of a batch: ``ids`` of all its rows in order, and counts of rows.

    ``duplicates`` were recorded before (or came twice) and are dropped; of the ``accepted``,
    ``rescued`` had a value that did not fit and was kept beside, and ``other_day`` carry an id
    that this process has seen on another day.
    """

    ids: tuple[str, ...]
    accepted: int
    duplicates: int
    rescued: int
    other_day: int = 0


def write_predictions(
    store: Store,
    model: str,
    table: pa.Table,
    *,
    batch_id: str | None = None,
    misfits: Misplaced | None = None,
    transaction: tuple[str, int] | None = None,
) -> WriteResult:
    """Record predictions of *model*; when this returns they are on the disk.

    A row is known by its id, version, environment and UTC day: a second one like it is dropped
    and counted, the first stays. So a batch may be sent again after a crash, if it has ids or
    a *batch_id*. A value that does not fit its column is kept in ``rescued``.

    Args:
        store: The workspace.
        model: Its name.
        table: Columns of ``predictions``: ``timestamp`` and ``version`` at least; ``features``
            (and ``scores``) as a struct under people's names. Absent or null, ``environment``
            is production, ``status`` answered, and ``prediction_id`` is made up. A row without
            a timestamp is kept, and lies outside every window.
        batch_id: A name of this batch from which the missing ids follow.
        misfits: Values of single rows that no column of *table* can hold; kept in ``rescued``.
        transaction: Application id and number, recorded with the rows. Nothing happens when the
            table has that number, or a later one, of that application.

    Raises:
        DataError: a column is missing or unknown, a version is missing, or an environment or
            status is unknown.
        LeaseHeld: another process is writing and does not end.
    """
    with store.writer(model):
        layout = store.layout(model)
        fitted = _fit(store, layout, table, batch_id, misfits)
        data = layout.to_stored(put_column(fitted.table, "rescued", fitted.rescued))
        result = _write_new(store, layout, data, transaction)
        if result is None:
            return WriteResult(tuple(data["prediction_id"].to_pylist()), 0, 0, 0)
        _count(store, model, data, result)
    keep, other_day = result
    return WriteResult(
        tuple(data["prediction_id"].to_pylist()),
        accepted=int(keep.sum()),
        duplicates=int((~keep).sum()),
        rescued=int(np.count_nonzero(np.asarray(data["rescued"].is_valid()) & keep)),
        other_day=int(other_day.sum()),
    )


def read_predictions(
    store: Store,
    model: str,
    columns: Sequence[str] | None = None,
    *,
    days: Collection[Day] | None = None,
    where: pc.Expression | None = None,
) -> pa.Table:
    """Read predictions, their structs under people's names; without a table, no rows.

    Args:
        store: The workspace.
        model: Its name.
        columns: Which columns; None for all.
        days: UTC days (None among them: rows without a time); None for all.
        where: Keeps the rows for which it is true.
    """
    layout = store.layout(model)
    lake_table = store.table(model, PREDICTIONS)
    if not lake_table.exists():
        empty = layout.predictions(stored=False).empty_table()
        return empty if columns is None else empty.select(list(columns))
    return layout.to_named(lake_table.snapshot().read(columns, days=days, where=where))


def _fit(
    store: Store,
    layout: Layout,
    table: pa.Table,
    batch_id: str | None,
    misfits: Misplaced | None,
) -> Fitted:
    schema = layout.predictions(stored=False)
    given = set(schema.names) - set(_MADE_HERE) | {"features", "scores"}
    check_columns(table, given, needed=("timestamp", "version"))
    table = _with_ids(table, batch_id)
    table = with_names(table, "version")
    check_present(table, "version")
    table = with_default(table, "environment", pa.scalar(str(Environment.PRODUCTION)))
    table = with_default(table, "status", pa.scalar(STATUSES[0]))
    check_values(table, "environment", [str(e) for e in Environment])
    check_values(table, "status", STATUSES)
    if pa.types.is_string(layout.answer_type):
        table = with_classes(table, "prediction")
    fitted = fit_to(table, schema, misfits)
    received = pa.repeat(pa.scalar(store.clock.now(), TIMESTAMP), table.num_rows)
    done = put_column(fitted.table, "received_at", received)
    done = put_column(done, "day", utc_days(done["timestamp"].combine_chunks()))
    return Fitted(done, fitted.rescued)


def _with_ids(table: pa.Table, batch_id: str | None) -> pa.Table:
    made = pa.array(new_ids(table.num_rows, batch_id), pa.string())
    if "prediction_id" not in table.column_names:
        return table.append_column("prediction_id", made)
    ids = with_names(table, "prediction_id")["prediction_id"]
    return put_column(table, "prediction_id", pc.coalesce(ids, made) if ids.null_count else ids)


def _write_new(
    store: Store, layout: Layout, data: pa.Table, transaction: tuple[str, int] | None
) -> tuple[Bools, Bools] | None:
    table = store.table(layout.model.name, PREDICTIONS)
    identities = store.identities(table, _KEY)

    def step() -> tuple[Bools, Bools] | None:
        snapshot = open_table(table, layout.predictions())
        if snapshot.has_transaction(transaction):
            table.settle()
            return None
        sifted = identities.sift(snapshot, data)
        if sifted.keep.any():
            new = data.filter(pa.array(sifted.keep))
            version = table.commit(snapshot, new, transaction=transaction)
            identities.record(version, data, sifted)
            identities.moved_to(compact_if_due(table, version))
        return sifted.keep, sifted.other_day

    return retried(step)


def _count(store: Store, model: str, data: pa.Table, result: tuple[Bools, Bools]) -> None:
    keep, other_day = result
    rescued = np.asarray(data["rescued"].is_valid()) & keep
    for name, rows in ((DUPLICATES, ~keep), (RESCUED, rescued), (OTHER_DAY, other_day)):
        if rows.any():
            store.catalog.counters.add(model, name, _by_day(data, rows))


def _by_day(data: pa.Table, rows: Bools) -> Mapping[date | None, int]:
    return Counter(data["day"].filter(pa.array(rows)).to_pylist())
