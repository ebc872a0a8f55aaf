"""Realised metrics of a workspace: from summaries, or from rows where only rows can tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.follow import labelled_rows, named_rows
from watchkeeper.app.judge import scores_by_window
from watchkeeper.app.metric_table import MetricTable
from watchkeeper.app.metrics import metrics as frame_metrics
from watchkeeper.app.scored import baseline_cells, classes_of, edges_of
from watchkeeper.engine import LocalEngine
from watchkeeper.errors import ConfigError
from watchkeeper.model import Every, MetricValue, Model, Window
from watchkeeper.monitors.performance import DEFAULT_METRICS
from watchkeeper.performance.cells_arrow import cells_from_arrow
from watchkeeper.performance.metrics import evaluate, metrics_named
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.windows import HOUR, moments, utc
from watchkeeper.store.scores import read_scores
from watchkeeper.store.store import Store


def workspace_metrics(
    store: Store,
    engine: LocalEngine,
    model: Model,
    deployed: Deployed,
    metrics: str | Sequence[str] | None,
    *,
    every: str | None,
    by: str | Sequence[str] | None,
    known_at: datetime | None,
) -> MetricTable:
    """Return the metrics of one version; `Workspace.metrics` explains the arguments."""
    names = DEFAULT_METRICS[model.task] if metrics is None else metrics
    wanted = [names] if isinstance(names, str) else list(names)
    metrics_named(wanted, model.task)
    if by is not None or known_at is not None:
        return _from_rows(store, engine, model, deployed, wanted, every, by, known_at)
    cells = stored_scores(store, model, deployed)
    if cells is None or not len(cells):
        return MetricTable([], notices=["no scored row has arrived yet"], timezone=model.timezone)
    if every is None:
        return MetricTable(evaluate(cells.total(), wanted), timezone=model.timezone)
    grid = Every.parse(every, timezone=model.timezone)
    first, last = utc(cells.start.min()), utc(cells.start.max())
    windows = list(grid.between(first, last + HOUR))
    values = evaluate(scores_by_window(cells, windows), wanted, windows=windows)
    return MetricTable(values, timezone=model.timezone)


def metric_between(
    store: Store, model: Model, deployed: Deployed, metric: str, span: Window
) -> MetricValue:
    """Return one metric of the cells whose hours begin in *span*."""
    cells = stored_scores(store, model, deployed)
    if cells is None:
        why = f"version {deployed.version.version} has no baseline, or no row yet"
        return MetricValue(
            metric=metric, value=None, lower=None, upper=None, n=0, n_labelled=0, reason=why
        )
    first, end = moments([span.start, span.end])
    inside = cells.select((cells.start >= first) & (cells.start < end))
    return evaluate(inside.total(), [metric], windows=[span])[0]


def reference_metrics(deployed: Deployed, names: Sequence[str]) -> list[MetricValue]:
    """Return the metrics of a version's reference; none where it had no labels."""
    cells = baseline_cells(deployed.baseline) if deployed.baseline is not None else None
    return evaluate(cells.total(), names) if cells is not None else []


def stored_scores(store: Store, model: Model, deployed: Deployed) -> ScoreCells | None:
    """Return the hourly score cells of a version; None without a baseline or any row."""
    if deployed.baseline is None:
        return None
    table = read_scores(store, model.name, deployed.key())
    if table is None:
        return None
    cells = cells_from_arrow(
        table,
        task=model.task,
        classes=classes_of(deployed.baseline),
        edges=edges_of(deployed.baseline),
    )
    return cells.select(np.argsort(cells.start, kind="stable"))


def _from_rows(
    store: Store,
    engine: LocalEngine,
    model: Model,
    deployed: Deployed,
    wanted: Sequence[str],
    every: str | None,
    by: str | Sequence[str] | None,
    known_at: datetime | None,
) -> MetricTable:
    if deployed.baseline is None:
        raise ConfigError(
            f"version {deployed.version.version} has no baseline, so its columns have no parts",
            hint="ws.set_baseline(model, start, end)",
        )
    rows = labelled_rows(store, engine, model.name, known_at=known_at)
    rows = rows.filter(
        (pc.field("version") == deployed.version.version)
        & (pc.field("environment") == str(deployed.version.environment))
        & (pc.field("status") == "answered")
    )
    roles = deployed.baseline.roles
    return frame_metrics(
        named_rows(rows, deployed),
        wanted,
        label=roles.label or "label",
        score=dict(roles.score)
        if roles.score and not isinstance(roles.score, str)
        else roles.score,  # type: ignore[arg-type]
        prediction=roles.prediction,
        positive=roles.positive,
        task=model.task,
        timestamp=roles.timestamp or "timestamp",
        every=every,
        by=by,
        tz=model.timezone,
    )
