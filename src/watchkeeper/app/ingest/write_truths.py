"""Requests of labels, written in one commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.ingest.arrow_body import normal_columns, read_stream
from watchkeeper.app.ingest.column import TIMESTAMP, column, times
from watchkeeper.app.ingest.records import Labels
from watchkeeper.app.ingest.rows import Misplaced, Rows, of_fitted, together
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.store.given import with_classes
from watchkeeper.store.inbox import Waiting
from watchkeeper.store.labels import write_labels
from watchkeeper.store.lake.cast import fit_to
from watchkeeper.store.lake.schemas import LABELS
from watchkeeper.store.store import Store


def write_truths(
    store: Store,
    model: str,
    versions: Sequence[Deployed],
    requests: Sequence[Waiting],
    transaction: tuple[str, int],
) -> int:
    """Write requests of labels; return how many rows were new."""
    layout = store.layout(model)
    kind = layout.answer_type
    rows = together(
        [_of_stream(w, kind) if w.form == "arrow" else _of_json(w, kind) for w in requests]
    )
    result = write_labels(store, model, rows.table, misfits=rows.misfits, transaction=transaction)
    return result.accepted


def _of_stream(waiting: Waiting, kind: pa.DataType) -> Rows:
    received = datetime.fromisoformat(waiting.received_at)
    table = normal_columns(read_stream(waiting.body), waiting.kind, received)
    if "observed_at" not in table.column_names:
        now = pa.repeat(pa.scalar(received, TIMESTAMP), table.num_rows)
        table = table.append_column("observed_at", now)
    if "label" not in table.column_names:
        table = table.append_column("label", pa.nulls(table.num_rows, kind))
    if pa.types.is_string(kind):
        table = with_classes(table, "label")
    schema = [*LABELS.schema, pa.field("label", kind)]
    wanted = pa.schema([f for f in schema if f.name in table.column_names])
    return of_fitted(fit_to(table, wanted))


def _of_json(waiting: Waiting, kind: pa.DataType) -> Rows:
    received = datetime.fromisoformat(waiting.received_at)
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
