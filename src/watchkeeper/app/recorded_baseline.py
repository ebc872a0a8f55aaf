"""A baseline from rows that were recorded: for versions that shipped without a reference."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.deployed import Deployed
from watchkeeper.app.recorded_rows import (
    IS_ANSWERED,
    is_of,
    labelled_rows,
    recorded_frame,
    recorded_roles,
)
from watchkeeper.engine import LocalEngine
from watchkeeper.errors import DataError
from watchkeeper.model import Model, Window
from watchkeeper.profile.frame import TableFrame
from watchkeeper.store.store import Store

_UTC = pa.timestamp("us", "UTC")


def recorded_baseline(
    store: Store, engine: LocalEngine, model: Model, deployed: Deployed, span: Window
) -> Baseline:
    """Fit the answered rows of a version in *span*, with the labels that have arrived.

    Raises:
        DataError: the version has no such row, or a feature is called like a part of a row.
        ConfigError: the classes are text, and the model does not say which one is positive.
    """
    at = pc.field("timestamp")
    inside = (at >= pa.scalar(span.start, _UTC)) & (at < pa.scalar(span.end, _UTC))
    rows = labelled_rows(store, engine, model.name)
    rows = rows.filter(is_of(deployed) & IS_ANSWERED & inside)
    if not rows.num_rows:
        raise DataError(
            f"version {deployed.version.version} of {model.name!r} has no rows "
            f"from {span.start.isoformat()} to {span.end.isoformat()}"
        )
    roles = recorded_roles(rows, model)
    return Baseline.from_frame(TableFrame(recorded_frame(rows, roles)), roles)
