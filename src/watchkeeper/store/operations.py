"""Operation records: what requests, intervals and jobs took, and how they ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.store.given import (
    check_columns,
    check_present,
    check_values,
    put_column,
    utc_days,
    with_default,
    with_names,
)
from watchkeeper.store.lake.cast import fit_to
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import OPERATIONS, TIMESTAMP
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.store import Store

KINDS = ("request", "interval", "training", "pipeline")
OUTCOMES = ("ok", "error")

_MADE_HERE = ("day", "received_at")
_TEXTS = ("kind", "name", "status", "error")


def write_operations(
    store: Store, model: str, table: pa.Table, *, transaction: tuple[str, int] | None = None
) -> int:
    """Record operations of *model*; when this returns they are on the disk.

    Records have no identity: who may have to send again gives a *transaction*.

    Args:
        store: The workspace.
        model: Its name.
        table: ``timestamp`` and ``kind`` at least; also ``name``, ``status`` (default ok),
            ``error``, ``latency_ms``, ``cpu_s``, ``memory_mb``, ``gpu_share``.
        transaction: Application id and number, recorded with the rows. Nothing happens when the
            table has that number, or a later one, of that application.

    Returns:
        How many rows were recorded.

    Raises:
        DataError: a column is missing or unknown, or a kind or status is none of those allowed.
        LeaseHeld: another process is writing and does not end.
    """
    store.catalog.models.get(model)
    data = _fit(store, table)
    with store.writer(model):
        made = store.made_table(model, OPERATIONS)
        version = made.append(data, transaction=transaction) if data.num_rows else None
        if version is None:
            made.settle()
            return 0
        compact_if_due(made, version)
    return int(data.num_rows)


def read_operations(
    store: Store,
    model: str,
    start: datetime | None = None,
    end: datetime | None = None,
    *,
    kind: str | None = None,
) -> pa.Table:
    """Read the operations of *model* in ``[start, end)``, earliest first.

    Args:
        store: The workspace.
        model: Its name.
        start: From when on; None: from the beginning.
        end: Until when; None: to the end.
        kind: Only this kind.
    """
    table = store.table(model, OPERATIONS)
    if not table.exists():
        return OPERATIONS.schema.empty_table()
    snapshot = table.snapshot()
    wanted = pc.scalar(True)
    if start is not None:
        wanted &= pc.field("timestamp") >= pa.scalar(start, TIMESTAMP)
    if end is not None:
        wanted &= pc.field("timestamp") < pa.scalar(end, TIMESTAMP)
    if kind is not None:
        wanted &= pc.field("kind") == kind
    rows = snapshot.read(days=_days(snapshot.days, start, end), where=wanted)
    return rows.sort_by("timestamp")


def _fit(store: Store, table: pa.Table) -> pa.Table:
    given = set(OPERATIONS.schema.names) - set(_MADE_HERE)
    check_columns(table, given, needed=("timestamp", "kind"))
    for name in _TEXTS:
        table = with_names(table, name)
    check_present(table, "kind")
    check_values(table, "kind", KINDS)
    table = with_default(table, "status", pa.scalar(OUTCOMES[0]))
    check_values(table, "status", OUTCOMES)
    # What does not fit a number is left out: there is no judgement on single values here.
    data = fit_to(table, OPERATIONS.schema).table
    received = pa.repeat(pa.scalar(store.clock.now(), TIMESTAMP), table.num_rows)
    data = put_column(data, "received_at", received)
    return put_column(data, "day", utc_days(data["timestamp"].combine_chunks()))


def _days(
    days: Collection[Day], start: datetime | None, end: datetime | None
) -> frozenset[Day] | None:
    if start is None and end is None:
        return None
    first = None if start is None else start.astimezone(UTC).date()
    last = None if end is None else end.astimezone(UTC).date()
    return frozenset(
        day
        for day in days
        if day is not None and (first is None or day >= first) and (last is None or day <= last)
    )
