"""Answers as they come in JSON, made into rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.ingest.arrived import Arrived, declare, declare_scores, json_type, types_of
from watchkeeper.app.ingest.column import column, times
from watchkeeper.app.ingest.records import Prediction
from watchkeeper.app.ingest.rows import Misplaced, Rows, in_slices, of_fitted, together
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.store.lake.cast import fit_to
from watchkeeper.store.layout import Layout
from watchkeeper.store.store import Store

_TEXTS = ("entity_id", "group_id", "request_id", "status")
_NUMBERS = ("score", "latency_ms")


@dataclass(frozen=True, slots=True)
class Answers:
    """Records of one version in one environment, with what their requests say of each."""

    records: list[Prediction] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    received: list[datetime] = field(default_factory=list)
    clients: list[str | None] = field(default_factory=list)


def declared_for(
    store: Store, layout: Layout, deployed: Deployed | None, records: Sequence[Prediction]
) -> Layout:
    """Declare the features and classes of *records* that are new; return the layout."""
    names = _names(record.features for record in records)
    have = {f.name for f in layout.features}
    new = sorted(names - have)
    if new:
        kinds = {n: json_type(r.features.get(n) for r in records) for n in new}
        layout = declare(store, layout, deployed, kinds)
    scores = _names(r.scores for r in records if r.scores)
    return declare_scores(store, layout, map(canonical_text, scores)) if scores else layout


def answer_rows(
    layout: Layout, version: str, environment: str, answers: Answers
) -> tuple[Rows, Arrived]:
    """Return *answers* as rows of ``predictions``, and what arrived with them."""
    parts, types = [], list[dict[str, str]]()
    for part in in_slices(len(answers.records)):
        rows, found = _slice(layout, version, environment, answers, part)
        parts.append(rows)
        types.append(found)
    records = answers.records
    arrived = Arrived(
        rows=len(records),
        features={name: kind for found in reversed(types) for name, kind in found.items()},
        prediction=any(r.prediction is not None for r in records),
        score=any(r.score is not None for r in records),
        scores=frozenset(map(canonical_text, _names(r.scores for r in records if r.scores))),
    )
    return together(parts), arrived


def _slice(
    layout: Layout, version: str, environment: str, answers: Answers, part: slice
) -> tuple[Rows, dict[str, str]]:
    records = answers.records[part]
    misplaced = Misplaced()
    asked = [
        own if own is not None else received
        for own, received in zip(
            (r.timestamp for r in records), answers.received[part], strict=True
        )
    ]
    timestamp, odd_times = times(asked)
    misplaced.add("timestamp", odd_times)
    schema = layout.predictions(stored=False)
    columns: dict[str, pa.Array] = {
        "prediction_id": pa.array(answers.ids[part], pa.string()),
        "timestamp": timestamp,
        "version": pa.repeat(version, len(records)),
        "environment": pa.repeat(environment, len(records)),
        "client": pa.array(answers.clients[part], pa.string()),
        "parents": pa.array([r.parents for r in records], pa.list_(pa.string())),
    }
    for name in _TEXTS:
        columns[name] = pa.array([getattr(r, name) for r in records], pa.string())
    for name in _NUMBERS:
        columns[name], misfits = column([getattr(r, name) for r in records], pa.float64())
        misplaced.add(name, misfits)
    columns["prediction"], misfits = _predictions(records, layout.answer_type)
    misplaced.add("prediction", misfits)
    features = _struct("features", [r.features for r in records], schema, misplaced)
    columns["features"] = features
    columns["scores"] = _struct(
        "scores",
        [{canonical_text(k): v for k, v in (r.scores or {}).items()} for r in records],
        schema,
        misplaced,
    )
    wanted = pa.schema([f for f in schema if f.name in columns])
    table = pa.table({name: columns[name] for name in wanted.names})
    by_name: dict[str, list[Any]] = {}
    for kept in misplaced.rows.values():
        for name, value in kept.get("features", {}).items():
            by_name.setdefault(name, []).append(value)
    sent = _names(r.features for r in records)
    return of_fitted(fit_to(table, wanted, misplaced.rows)), types_of(features, by_name, sent=sent)


def _predictions(
    records: Sequence[Prediction], kind: pa.DataType
) -> tuple[pa.Array, list[tuple[int, Any]]]:
    values = [r.prediction for r in records]
    if pa.types.is_floating(kind):
        return column(values, kind)
    texts = [v if v is None or type(v) is str else canonical_text(v) for v in values]
    return pa.array(texts, kind), []


def _struct(
    part: str, values: Sequence[dict[str, Any]], schema: pa.Schema, misplaced: Misplaced
) -> pa.StructArray:
    """Return a struct column of the declared fields; other names, and misfits, are set apart."""
    fields = list(schema.field(part).type) if part in schema.names else []
    children = []
    for child in fields:
        array, misfits = column([v.get(child.name) for v in values], child.type)
        misplaced.add(child.name, misfits, part=part)
        children.append(array)
    declared = {child.name for child in fields}
    for name in _names(values) - declared:
        given = [(row, v[name]) for row, v in enumerate(values) if v.get(name) is not None]
        misplaced.add(name, given, part=part)
    if not children:
        return pa.array([{}] * len(values), pa.struct([]))
    return pa.StructArray.from_arrays(children, names=[child.name for child in fields])


def _names(values: Iterable[dict[str, Any] | None]) -> set[str]:
    return set[str]().union(*(v for v in values if v))
