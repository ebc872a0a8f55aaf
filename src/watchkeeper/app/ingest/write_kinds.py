"""What becomes of the requests of each kind: they are read, and written in one commit.

To add a kind of record: write its function here, name it in ``KINDS``, and give it a table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.ingest.arrived import note
from watchkeeper.app.ingest.arrow_body import normal_columns, read_stream
from watchkeeper.app.ingest.arrow_predictions import (
    declared_for_stream,
    stream_rows,
    stream_table,
)
from watchkeeper.app.ingest.column import column, times
from watchkeeper.app.ingest.json_predictions import Answers, answer_rows, declared_for
from watchkeeper.app.ingest.records import Labels, Operations, Predictions
from watchkeeper.app.ingest.rows import Misplaced, Rows, ids_of, of_fitted, together
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.store.inbox import Waiting
from watchkeeper.store.labels import write_labels
from watchkeeper.store.lake.cast import fit_to
from watchkeeper.store.lake.schemas import LABELS, OPERATIONS, PREDICTIONS, TableSpec
from watchkeeper.store.given import with_classes
from watchkeeper.store.operations import write_operations
from watchkeeper.store.predictions import write_predictions
from watchkeeper.store.store import Store

AHEAD = "timestamps_ahead"
_AHEAD_BY = timedelta(days=1)

Transaction = tuple[str, int]
Write = Callable[[Store, str, Sequence[Deployed], Sequence[Waiting], Transaction], int]


class Kind(NamedTuple):
    """A kind of record: its table, and what writes its requests there."""

    name: str
    spec: TableSpec
    write: Write


def write_answers(
    store: Store,
    model: str,
    versions: Sequence[Deployed],
    requests: Sequence[Waiting],
    transaction: Transaction,
) -> int:
    """Write requests of predictions; return how many rows were new."""
    by_version: dict[tuple[str, str], list[Waiting]] = {}
    for waiting in requests:
        by_version.setdefault((waiting.version, waiting.environment), []).append(waiting)
    known = {(d.version.version, str(d.version.environment)): d for d in versions}
    parts = []
    layout = store.layout(model)
    streams: list[tuple[Waiting, pa.Table]] = []
    answers: dict[tuple[str, str], Answers] = {}
    # Every feature is declared before the first row is made: all parts have the same columns.
    for key, some in by_version.items():
        answers[key] = _answers([w for w in some if w.form == "json"])
        layout = declared_for(store, layout, known.get(key), answers[key].records)
        for waiting in (w for w in some if w.form == "arrow"):
            table = stream_table(waiting)
            layout = declared_for_stream(store, layout, known.get(key), table)
            streams.append((waiting, table))
    for (version, environment), found in answers.items():
        if found.records:
            made = answer_rows(layout, version, environment, found)
            parts.append((known.get((version, environment)), *made))
    for waiting, table in streams:
        made = stream_rows(layout, table, _client_id(waiting))
        parts.append((known.get((waiting.version, waiting.environment)), *made))
    rows = together([part for _, part, _ in parts])
    result = write_predictions(
        store, model, rows.table, misfits=rows.misfits, transaction=transaction
    )
    for deployed, part, arrived in parts:
        if deployed is not None:
            note(store, model, deployed, arrived, part.table["timestamp"])
    _count_ahead(store, model, rows.table["timestamp"], result.accepted)
    return result.accepted


def write_truths(
    store: Store,
    model: str,
    versions: Sequence[Deployed],
    requests: Sequence[Waiting],
    transaction: Transaction,
) -> int:
    """Write requests of labels; return how many rows were new."""
    layout = store.layout(model)
    parts = [_labels(waiting, layout.answer_type) for waiting in requests]
    rows = together(parts)
    result = write_labels(store, model, rows.table, misfits=rows.misfits, transaction=transaction)
    return result.accepted


def write_costs(
    store: Store,
    model: str,
    versions: Sequence[Deployed],
    requests: Sequence[Waiting],
    transaction: Transaction,
) -> int:
    """Write requests of operation records; return how many rows were new."""
    rows = together([_operations(waiting) for waiting in requests])
    return write_operations(store, model, rows.table, transaction=transaction)


KINDS: tuple[Kind, ...] = (
    Kind("predictions", PREDICTIONS, write_answers),
    Kind("labels", LABELS, write_truths),
    Kind("operations", OPERATIONS, write_costs),
)


def _answers(requests: Sequence[Waiting]) -> Answers:
    found = Answers()
    for waiting in requests:
        records = msgspec.json.decode(waiting.body, type=Predictions).records
        received = datetime.fromisoformat(waiting.received_at)
        found.records.extend(records)
        found.ids.extend(ids_of(waiting, [r.id for r in records]))
        found.received.extend([received] * len(records))
        found.clients.extend([_client_id(waiting)] * len(records))
    return found


def _client_id(waiting: Waiting) -> str | None:
    return str(json.loads(waiting.client)["id"]) if waiting.client else None


def _labels(waiting: Waiting, kind: pa.DataType) -> Rows:
    received = datetime.fromisoformat(waiting.received_at)
    schema = pa.schema([*LABELS.schema, pa.field("label", kind)])
    if waiting.form == "arrow":
        table = normal_columns(read_stream(waiting.body), waiting.kind, received)
        if "observed_at" not in table.column_names:
            table = table.append_column("observed_at", _repeat(received, table.num_rows))
        if "label" not in table.column_names:
            table = table.append_column("label", pa.nulls(table.num_rows, kind))
        if pa.types.is_string(kind):
            table = with_classes(table, "label")
        wanted = pa.schema([f for f in schema if f.name in table.column_names])
        return of_fitted(fit_to(table, wanted))
    records = msgspec.json.decode(waiting.body, type=Labels).records
    misplaced = Misplaced()
    labels: list[Any] = [None if r.label is msgspec.UNSET else r.label for r in records]
    if pa.types.is_string(kind):
        labels = [v if v is None or type(v) is str else canonical_text(v) for v in labels]
    columns: dict[str, pa.Array] = {}
    columns["label"], misfits = column(labels, kind)
    misplaced.add("label", misfits)
    observed = [r.observed_at if r.observed_at is not None else received for r in records]
    for name, moments in (
        ("observed_at", observed),
        ("prediction_time", [r.prediction_time for r in records]),
    ):
        columns[name], misfits = times(moments)
        misplaced.add(name, misfits)
    for name in ("prediction_id", "source", "annotator", "verdict"):
        columns[name] = pa.array([getattr(r, name) for r in records], pa.string())
    return Rows(pa.table(columns), misplaced.rows)


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


def _repeat(moment: datetime, rows: int) -> pa.Array:
    return pa.repeat(pa.scalar(moment, pa.timestamp("us", "UTC")), rows)


def _count_ahead(store: Store, model: str, moments: pa.ChunkedArray, accepted: int) -> None:
    latest = pa.scalar(store.clock.now() + _AHEAD_BY, pa.timestamp("us", "UTC"))
    ahead = pc.sum(pc.greater(moments, latest)).as_py() or 0
    if ahead and accepted:
        store.catalog.counters.add(model, AHEAD, {None: int(ahead)})
