"""Frames of predictions and labels, put into the columns of the lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from watchkeeper.app.checked import columns_of
from watchkeeper.app.deployed import Deployed
from watchkeeper.app.schema_history import Columns, note_columns
from watchkeeper.errors import ConfigError
from watchkeeper.model import Model, Roles
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.profile.frame import Frame, open_frame
from watchkeeper.profile.timestamps import utc_microseconds
from watchkeeper.store.declare import declare_classes, declare_features
from watchkeeper.store.labels import write_labels
from watchkeeper.store.predictions import WriteResult, write_predictions
from watchkeeper.store.samples import write_samples
from watchkeeper.store.store import Store

UTC_US = pa.timestamp("us", "UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionColumns:
    """Which column of a frame holds what; None: that is not there."""

    id: str | None
    timestamp: str | None
    prediction: str | None
    score: str | Mapping[str, str] | None
    status: str | None
    features: tuple[str, ...] | None
    tz: str | None


def record_predictions(
    store: Store, model: Model, deployed: Deployed, data: Any, columns: PredictionColumns
) -> WriteResult:
    """Record the rows of *data* as answers of a deployed version."""
    frame = open_frame(data, index_as=_index(columns, deployed))
    columns = _with_usual(columns, deployed, frame)
    if columns.timestamp is None:
        raise ConfigError(
            "log_predictions needs to know when each row happened", hint="give timestamp="
        )
    names = _feature_names(frame, deployed, columns)
    _declare(store, model.name, deployed, frame, names, columns)
    table = pa.table(
        {
            "timestamp": times_in(frame, columns.timestamp, columns.tz),
            "version": pa.repeat(deployed.version.version, frame.num_rows),
            "environment": pa.repeat(str(deployed.version.environment), frame.num_rows),
            "features": _struct(frame, dict(zip(names, names, strict=True))),
            **_answers(frame, columns),
        }
    )
    note_columns(
        store, model.name, deployed, _columns(frame, deployed, columns), table["timestamp"]
    )
    return write_predictions(store, model.name, table)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelColumns:
    """Which column of a frame of labels holds what; a column that is not there is left out."""

    id: str
    label: str
    observed_at: str | None
    prediction_time: str | None
    source: str | None
    annotator: str | None
    verdict: str | None
    tz: str | None


def record_labels(store: Store, model: Model, data: Any, columns: LabelColumns) -> WriteResult:
    """Record the rows of *data* as labels of *model*."""
    frame = open_frame(data, index_as="index" if columns.id == "index" else None)
    table = {
        "prediction_id": frame.column(columns.id),
        "label": frame.column(columns.label),
    }
    for name in ("observed_at", "prediction_time"):
        column = getattr(columns, name)
        if column is not None:
            table[name] = times_in(frame, column, columns.tz)
    for name in ("source", "annotator", "verdict"):
        column = getattr(columns, name)
        if column is not None:
            table[name] = frame.column(column)
    if "observed_at" not in table:
        now = pa.scalar(store.clock.now(), UTC_US)
        table["observed_at"] = pa.repeat(now, frame.num_rows)
    return write_labels(store, model.name, pa.table(table))


def record_samples(store: Store, model: Model, data: Any, tz: str | None) -> WriteResult:
    """Record the rows of *data* as samples of *model*."""
    frame = open_frame(data)
    table = {name: frame.column(name) for name in frame.names}
    if "drawn_at" in table:
        table["drawn_at"] = times_in(frame, "drawn_at", tz)
    return write_samples(store, model.name, pa.table(table))


def _index(columns: PredictionColumns, deployed: Deployed) -> str | None:
    usual = deployed.baseline.roles.id if deployed.baseline is not None else None
    return "index" if (columns.id or usual) == "index" else None


def _with_usual(columns: PredictionColumns, deployed: Deployed, frame: Frame) -> PredictionColumns:
    """Fill what was not said with the parts columns play in the baseline, if they are there."""
    if deployed.baseline is None:
        return columns
    roles, names = deployed.baseline.roles, set(frame.names)

    def usual(given: str | None, name: str | None) -> str | None:
        return given or (name if name in names else None)

    score = columns.score
    if score is None and roles.score is not None and names.issuperset(roles.score_columns):
        score = roles.score
    return replace(
        columns,
        id=usual(columns.id, roles.id),
        timestamp=usual(columns.timestamp, roles.timestamp),
        prediction=usual(columns.prediction, roles.prediction),
        score=score,
    )


def _feature_names(frame: Frame, deployed: Deployed, columns: PredictionColumns) -> tuple[str, ...]:
    if columns.features is not None:
        return columns.features
    scores = columns.score.values() if isinstance(columns.score, Mapping) else (columns.score,)
    taken = {columns.id, columns.timestamp, columns.prediction, columns.status, *scores}
    # The reference's label, weight or id may travel along; they are no features here either.
    if deployed.baseline is not None:
        roles = deployed.baseline.roles
        taken |= roles.named | set(roles.ignore)
    return tuple(name for name in frame.names if name not in taken)


def _declare(
    store: Store,
    model: str,
    deployed: Deployed,
    frame: Frame,
    names: Sequence[str],
    columns: PredictionColumns,
) -> None:
    """Declare what is not declared yet: types come from the baseline, or are the widest.

    A column that the baseline does not know is kept too; the schema monitor speaks of it.
    """
    if isinstance(columns.score, Mapping):
        declare_classes(store, model, [canonical_text(name) for name in columns.score])
    baseline = deployed.baseline
    watched = {}
    if baseline is not None:
        watched = {c.name: c.kind for c in baseline.columns if c.role == "feature"}
    schema = pa.schema([(n, _declared(watched.get(n), frame, n)) for n in names])
    have = {f.name for f in store.catalog.fields.of(model, "features")}
    new = pa.schema([field for field in schema if field.name not in have])
    if len(new):
        declare_features(store, model, new, whole_numbers=False)


def _declared(kind: str | None, frame: Frame, name: str) -> pa.DataType:
    if kind == "numeric":
        return pa.float64()
    return pa.string() if kind == "category" else frame.schema.field(name).type


def times_in(frame: Frame, column: str, tz: str | None) -> pa.Array:
    """Return the times of a *column* as the lake keeps them: in UTC, null where there is none."""
    microseconds, valid, _ = utc_microseconds(frame, column, tz)
    return pa.array(microseconds, pa.int64(), mask=~valid).cast(UTC_US)


def _struct(frame: Frame, names: Mapping[str, str]) -> pa.Array:
    columns = [frame.column(column).combine_chunks() for column in names.values()]
    if not columns:
        return pa.array([{}] * frame.num_rows, pa.struct([]))
    flat = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in columns]
    return pa.StructArray.from_arrays(flat, names=list(names))


def _answers(frame: Frame, columns: PredictionColumns) -> dict[str, pa.ChunkedArray]:
    answers = {}
    if columns.id is not None:
        answers["prediction_id"] = frame.column(columns.id)
    if columns.prediction is not None:
        answers["prediction"] = frame.column(columns.prediction)
    if columns.status is not None:
        answers["status"] = frame.column(columns.status)
    if isinstance(columns.score, str):
        answers["score"] = frame.column(columns.score)
    elif columns.score is not None:
        answers["scores"] = _struct(frame, {canonical_text(k): v for k, v in columns.score.items()})
    return answers


def _columns(frame: Frame, deployed: Deployed, columns: PredictionColumns) -> Columns:
    """Return the columns that arrived, answers and scores under their names in the baseline."""
    if deployed.baseline is None:
        return columns_of(frame, Roles())
    roles = deployed.baseline.roles
    renamed = {columns.prediction: roles.prediction}
    if isinstance(columns.score, str):
        renamed[columns.score] = roles.score if isinstance(roles.score, str) else None
    parts = {columns.id, columns.timestamp, columns.status}
    seen = [(n, kind) for n, kind in columns_of(frame, roles) if n not in parts]
    return tuple((renamed.get(name) or name, kind) for name, kind in seen)
