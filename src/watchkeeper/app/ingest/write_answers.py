"""Requests of predictions, written in one commit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.ingest.arrived import Arrived, note
from watchkeeper.app.ingest.arrow_predictions import (
    declared_for_stream,
    stream_rows,
    stream_table,
)
from watchkeeper.app.ingest.column import TIMESTAMP
from watchkeeper.app.ingest.json_predictions import Answers, answer_rows, declared_for
from watchkeeper.app.ingest.records import Predictions
from watchkeeper.app.ingest.rows import Rows, ids_of, together
from watchkeeper.store.inbox import Waiting
from watchkeeper.store.predictions import write_predictions
from watchkeeper.store.store import Store

#: Counts rows whose time lies a day or more ahead: a clock goes wrong somewhere.
AHEAD = "timestamps_ahead"
_AHEAD_BY = timedelta(days=1)

VersionKey = tuple[str, str]


def write_answers(
    store: Store,
    model: str,
    versions: Sequence[Deployed],
    requests: Sequence[Waiting],
    transaction: tuple[str, int],
) -> int:
    """Write requests of predictions; return how many rows were new."""
    known = {(d.version.version, str(d.version.environment)): d for d in versions}
    parts = _parts(store, model, known, requests)
    rows = together([part for _, part, _ in parts])
    result = write_predictions(
        store, model, rows.table, misfits=rows.misfits, transaction=transaction
    )
    for key, part, arrived in parts:
        if key in known:
            note(store, model, known[key], arrived, part.table["timestamp"])
    if result.accepted:
        _count_ahead(store, model, rows.table["timestamp"])
    return result.accepted


def _parts(
    store: Store, model: str, known: dict[VersionKey, Deployed], requests: Sequence[Waiting]
) -> list[tuple[VersionKey, Rows, Arrived]]:
    """Return the rows of each version, all with the same columns."""
    layout = store.layout(model)
    by_version: dict[VersionKey, list[Waiting]] = {}
    for waiting in requests:
        if waiting.form == "json":
            by_version.setdefault(_key(waiting), []).append(waiting)
    answers = {key: _answers(some) for key, some in by_version.items()}
    streams = [(w, stream_table(w)) for w in requests if w.form == "arrow"]
    # Every feature is declared before the first row is made.
    for key, found in answers.items():
        layout = declared_for(store, layout, known.get(key), found.records)
    for waiting, table in streams:
        layout = declared_for_stream(store, layout, known.get(_key(waiting)), table)
    parts = [(key, *answer_rows(layout, *key, found)) for key, found in answers.items()]
    parts += [(_key(w), *stream_rows(layout, table, _client(w))) for w, table in streams]
    return parts


def _key(waiting: Waiting) -> VersionKey:
    return waiting.version, waiting.environment


def _answers(requests: Sequence[Waiting]) -> Answers:
    found = Answers()
    for waiting in requests:
        records = msgspec.json.decode(waiting.body, type=Predictions).records
        received = datetime.fromisoformat(waiting.received_at)
        found.records.extend(records)
        found.ids.extend(ids_of(waiting, [r.id for r in records]))
        found.received.extend([received] * len(records))
        found.clients.extend([_client(waiting)] * len(records))
    return found


def _client(waiting: Waiting) -> str | None:
    return str(json.loads(waiting.client)["id"]) if waiting.client else None


def _count_ahead(store: Store, model: str, moments: pa.ChunkedArray) -> None:
    latest = pa.scalar(store.clock.now() + _AHEAD_BY, TIMESTAMP)
    ahead = pc.sum(pc.greater(moments, latest)).as_py() or 0
    store.catalog.counters.add(model, AHEAD, {None: int(ahead)})
