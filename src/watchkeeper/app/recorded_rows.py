"""Recorded rows, read back under the names and parts they had in a frame."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.engine import LocalEngine
from watchkeeper.errors import DataError
from watchkeeper.model import Model, Roles
from watchkeeper.profile.classes import natural_pair
from watchkeeper.store.labels import read_labels
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.latest_labels import latest_labels
from watchkeeper.store.predictions import read_predictions
from watchkeeper.store.store import Store

LABEL = "label"
_UTC = pa.timestamp("us", "UTC")


def labelled_rows(
    store: Store,
    engine: LocalEngine,
    model: str,
    *,
    days: Collection[Day] | None = None,
    known_at: datetime | None = None,
) -> pa.Table:
    """Return predictions with the label that stands (null where none has arrived)."""
    predictions = read_predictions(store, model, days=days)
    history = read_labels(store, model, days=days)
    if known_at is not None:
        at = pa.scalar(known_at, _UTC)
        predictions = predictions.filter(pc.less_equal(predictions["received_at"], at))
        history = history.filter(pc.less_equal(history["received_at"], at))
    return engine.join_labels(predictions, latest_labels(history))


def rows_of(table: pa.Table, deployed: Deployed) -> pa.Table:
    """Return the rows that a version answered, or dropped, in its environment."""
    return table.filter(is_of(deployed))


def is_of(deployed: Deployed) -> pc.Expression:
    """Return the condition that a row is of a version in its environment."""
    version = deployed.version
    return (pc.field("version") == version.version) & (
        pc.field("environment") == str(version.environment)
    )


IS_ANSWERED = pc.field("status") == "answered"
"""The condition that a row was answered, neither rejected nor failed."""


def named_rows(rows: pa.Table, deployed: Deployed) -> pa.Table:
    """Return rows of the lake under the column names of the version's reference."""
    columns = flat(rows, "features")
    columns[time_of(deployed)] = rows["timestamp"]
    roles = deployed.baseline.roles if deployed.baseline is not None else None
    if roles is None:
        return pa.table(columns)
    if roles.prediction is not None:
        columns[roles.prediction] = rows["prediction"]
    if isinstance(roles.score, str):
        columns[roles.score] = rows["score"]
    elif roles.score is not None:
        by_class = flat(rows, "scores")
        columns |= {c: by_class[name] for name, c in roles.score.items() if name in by_class}
    if LABEL in rows.column_names and roles.label is not None:
        columns[roles.label] = rows[LABEL]
    return pa.table(columns)


def time_of(deployed: Deployed) -> str:
    """Return what the column of times is called in the version's reference."""
    roles = deployed.baseline.roles if deployed.baseline is not None else None
    return roles.timestamp if roles is not None and roles.timestamp else "timestamp"


def flat(rows: pa.Table, part: str) -> dict[str, pa.Array | pa.ChunkedArray]:
    """Return the fields of the struct column *part* by name; none where there is no such."""
    if part not in rows.column_names:
        return {}
    struct = rows[part].combine_chunks()
    return dict(zip([field.name for field in struct.type], struct.flatten(), strict=True))


def recorded_roles(rows: pa.Table, model: Model) -> Roles:
    """Return the parts of recorded rows under the lake's own names, as far as any has values."""
    prediction = "prediction" if _has_values(rows, "prediction") else None
    score: str | dict[str, str] | None = None
    if model.task == "binary":
        score = "score" if _has_values(rows, "score") else None
    elif model.task == "multiclass":
        score = {name: f"score of {name}" for name in flat(rows, "scores")} or None
    return Roles(
        task=model.task,
        timestamp="timestamp",
        label=LABEL,
        prediction=prediction,
        score=score,
        positive=_positive(rows, model) if model.task == "binary" else None,
    )


def recorded_frame(rows: pa.Table, roles: Roles) -> pa.Table:
    """Return the features and parts of recorded rows; *roles* are those of `recorded_roles`.

    Raises:
        DataError: a feature is called like a part.
    """
    features = flat(rows, "features")
    parts = {"timestamp": rows["timestamp"], LABEL: rows[LABEL]}
    if roles.prediction is not None:
        parts[roles.prediction] = rows["prediction"]
    if isinstance(roles.score, str):
        parts[roles.score] = rows["score"]
    elif roles.score is not None:
        by_class = flat(rows, "scores")
        parts |= {column: by_class[name] for name, column in roles.score.items()}
    taken = sorted(set(parts) & set(features))
    if taken:
        raise DataError(
            f"the feature {taken[0]!r} has the name of a part of recorded rows",
            hint="fit a baseline from a frame: watchkeeper.Baseline.fit(reference, ...)",
        )
    return pa.table(features | parts)


def _positive(rows: pa.Table, model: Model) -> str | None:
    """Return the positive class; the lake holds text, also of what were numbers or booleans."""
    if model.positive is not None:
        return model.positive
    seen = {v for name in (LABEL, "prediction") for v in pc.unique(rows[name]).to_pylist()}
    natural = natural_pair(seen - {None}, text=False)
    return natural[1] if natural is not None else None


def _has_values(rows: pa.Table, name: str) -> bool:
    return name in rows.column_names and rows[name].null_count < rows.num_rows
