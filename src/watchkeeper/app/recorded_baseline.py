"""A baseline from rows that were recorded: for versions that shipped without a reference."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.deployed import Deployed
from watchkeeper.app.follow import labelled_rows
from watchkeeper.engine import LocalEngine
from watchkeeper.errors import DataError
from watchkeeper.model import Model, Roles
from watchkeeper.profile.frame import TableFrame
from watchkeeper.store.store import Store

_UTC = pa.timestamp("us", "UTC")
_TIME, _LABEL, _PREDICTION, _SCORE = "timestamp", "label", "prediction", "score"


def recorded_baseline(
    store: Store,
    engine: LocalEngine,
    model: Model,
    deployed: Deployed,
    start: datetime,
    end: datetime,
) -> Baseline:
    """Fit the rows of a version in ``[start, end)``, with the labels that have arrived.

    Raises:
        DataError: the version has no answered row there.
    """
    rows = labelled_rows(store, engine, model.name)
    version = deployed.version
    rows = rows.filter(
        (pc.field("version") == version.version)
        & (pc.field("environment") == str(version.environment))
        & (pc.field("status") == "answered")
        & (pc.field(_TIME) >= pa.scalar(start, _UTC))
        & (pc.field(_TIME) < pa.scalar(end, _UTC))
    )
    if not rows.num_rows:
        raise DataError(
            f"version {version.version} of {model.name!r} has no rows "
            f"from {start.isoformat()} to {end.isoformat()}"
        )
    features = rows["features"].combine_chunks()
    names = [field.name for field in features.type]
    columns = dict(zip(names, features.flatten(), strict=True))
    roles = _roles(model, rows, columns)
    for part in (_TIME, _LABEL, _PREDICTION, _SCORE):
        if part in rows.column_names:
            columns[part] = rows[part]
    return Baseline.from_frame(TableFrame(pa.table(columns)), roles, tz="UTC")


def _roles(model: Model, rows: pa.Table, features: dict[str, pa.Array]) -> Roles:
    """Name the parts under the lake's own names; a feature of that name would collide."""
    taken = sorted({_TIME, _LABEL, _PREDICTION, _SCORE} & set(features))
    if taken:
        raise DataError(
            f"the feature {taken[0]!r} has the name of a part, so no baseline can be taken "
            "from recorded rows",
            hint="fit one from a frame: watchkeeper.Baseline.fit(reference, ...)",
        )
    has_score = rows[_SCORE].null_count < rows.num_rows
    has_prediction = rows[_PREDICTION].null_count < rows.num_rows
    return Roles(
        task=model.task,
        timestamp=_TIME,
        label=_LABEL,
        prediction=_PREDICTION if has_prediction else None,
        score=_SCORE if has_score and model.task == "binary" else None,
        positive=model.positive,
        features=tuple(features),
    )
