"""Requests of operation records, written in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import pyarrow as pa

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.ingest.arrow_body import normal_columns, read_stream
from watchkeeper.app.ingest.column import column, times
from watchkeeper.app.ingest.records import Operations
from watchkeeper.app.ingest.rows import Rows, together
from watchkeeper.store.inbox import Waiting
from watchkeeper.store.lake.cast import fit_to
from watchkeeper.store.lake.schemas import OPERATIONS
from watchkeeper.store.operations import write_operations
from watchkeeper.store.store import Store


def write_costs(
    store: Store,
    model: str,
    versions: Sequence[Deployed],
    requests: Sequence[Waiting],
    transaction: tuple[str, int],
) -> int:
    """Write requests of operation records; return how many rows were new."""
    rows = together([_operations(waiting) for waiting in requests])
    return write_operations(store, model, rows.table, transaction=transaction)


def _operations(waiting: Waiting) -> Rows:
    received = datetime.fromisoformat(waiting.received_at)
    if waiting.form == "arrow":
        table = normal_columns(read_stream(waiting.body), waiting.kind, received)
        wanted = pa.schema([f for f in OPERATIONS.schema if f.name in table.column_names])
        return Rows(fit_to(table, wanted).table, {})
    records = msgspec.json.decode(waiting.body, type=Operations).records
    asked = [r.timestamp if r.timestamp is not None else received for r in records]
    columns = {"timestamp": times(asked)[0]}
    for field in OPERATIONS.schema:
        if field.name not in ("timestamp", "day", "received_at"):
            columns[field.name] = column([getattr(r, field.name) for r in records], field.type)[0]
    return Rows(pa.table(columns), {})
