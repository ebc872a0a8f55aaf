"""Realised metrics of a workspace: from summaries, or from rows where only rows can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.judge import scores_by_window
from watchkeeper.app.metric_table import MetricTable
from watchkeeper.app.metrics import metrics as frame_metrics
from watchkeeper.app.recorded_rows import (
    IS_ANSWERED,
    is_of,
    labelled_rows,
    named_rows,
    recorded_frame,
    recorded_roles,
)
from watchkeeper.app.rows import Score
from watchkeeper.app.scored import baseline_cells, classes_of, edges_of
from watchkeeper.engine import LocalEngine
from watchkeeper.model import Every, MetricValue, Model, Roles, Window
from watchkeeper.monitors.performance import DEFAULT_METRICS
from watchkeeper.performance.cells_arrow import cells_from_arrow
from watchkeeper.performance.metrics import evaluate, metrics_named
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.windows import HOUR, moments, utc
from watchkeeper.stats.metric import Metric
from watchkeeper.store.scores import read_scores
from watchkeeper.store.store import Store


def workspace_metrics(
    store: Store,
    engine: LocalEngine,
    model: Model,
    deployed: Deployed,
    metrics: str | Metric | Sequence[str | Metric] | None,
    *,
    every: str | None,
    by: str | Sequence[str] | None,
    known_at: datetime | None,
) -> MetricTable:
    """Return the metrics of one version; `Workspace.metrics` explains the arguments."""
    names = DEFAULT_METRICS[model.task] if metrics is None else metrics
    wanted: list[str | Metric] = [names] if isinstance(names, str | Metric) else list(names)
    metrics_named(wanted, model.task)
    if by is not None or known_at is not None or deployed.baseline is None:
        return _from_rows(store, engine, model, deployed, wanted, every, by, known_at)
    cells = stored_scores(store, model, deployed)
    if cells is None or not len(cells):
        return MetricTable(
            [], notices=["no row has been counted yet: run() does that"], timezone=model.timezone
        )
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


def _score(roles: Roles) -> Score | None:
    if isinstance(roles.score, Mapping):
        return {name: column for name, column in roles.score.items()}
    return roles.score


def _from_rows(
    store: Store,
    engine: LocalEngine,
    model: Model,
    deployed: Deployed,
    wanted: Sequence[str | Metric],
    every: str | None,
    by: str | Sequence[str] | None,
    known_at: datetime | None,
) -> MetricTable:
    rows = labelled_rows(store, engine, model.name, known_at=known_at)
    rows = rows.filter(is_of(deployed) & IS_ANSWERED)
    baseline = deployed.baseline
    if baseline is None:
        roles = recorded_roles(rows, model)
        frame, positive = recorded_frame(rows, roles), roles.positive
    else:
        roles = baseline.roles
        frame = named_rows(rows, deployed)
        positive = classes_of(baseline)[-1] if model.task == "binary" else None
    return frame_metrics(
        frame,
        wanted,
        label=roles.label or "label",
        score=_score(roles),
        prediction=roles.prediction,
        positive=positive,
        task=model.task,
        timestamp=roles.timestamp or "timestamp",
        every=every,
        by=by,
        tz=model.timezone,
    )
