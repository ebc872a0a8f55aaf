"""Realised metrics over time, read from the summaries of the stretch that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.judge import scores_by_window
from watchkeeper.app.scored import classes_of, edges_of
from watchkeeper.app.workspace_metrics import reference_metrics
from watchkeeper.model import Every, Finding, MetricValue, Model, Task, Window
from watchkeeper.performance.cells_arrow import cells_from_arrow
from watchkeeper.performance.metrics import evaluate
from watchkeeper.profile.windows import HOUR, utc
from watchkeeper.report.of_workspace import one_a_window
from watchkeeper.report.report import MetricSeries
from watchkeeper.store import Hours, read_scores
from watchkeeper.store.lake.schemas import LABELS, SCORES
from watchkeeper.web.site import Site
from watchkeeper.web.span import Span
from watchkeeper.web.views.cache import mark, to_hour

SHOWN: Mapping[Task, tuple[str, ...]] = {
    "binary": ("roc_auc", "base_rate", "brier"),
    "multiclass": ("accuracy", "f1_macro", "log_loss"),
    "regression": ("mae", "rmse", "bias"),
}
"""The metrics of a model's page, the primary one first."""

_LAG_DAYS = 28
_WEEKS_FROM = timedelta(days=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How late labels come: the middle one, and one of twenty."""

    middle: timedelta
    late: timedelta


def step_of(site: Site, span: Span) -> str:
    """Return the width of a window in a chart of *span*: weeks where days would be too many."""
    long = span.length is None or span.length > _WEEKS_FROM
    usual = site.workspace.settings.workspace.window
    return "1w" if long else usual


def metric_points(
    site: Site, model: Model, deployed: Deployed, names: Sequence[str], span: Span, every: str
) -> tuple[MetricValue, ...]:
    """Return the metrics of one version in the windows of *span*."""
    if deployed.baseline is None:
        return ()
    grid = Every.parse(every, timezone=model.timezone)
    step = timedelta(weeks=1) / grid.per_week
    first = max(span.start - step, deployed.version.deployed_at) if span.start else None
    end = span.end
    key = ("metrics", model.name, deployed.key(), tuple(names), every, to_hour(first))
    marked = (mark(site.workspace.store, model.name, SCORES), to_hour(end))
    return site.cache.get(
        key, marked, lambda: _evaluated(site, model, deployed, names, Hours(first, end), grid)
    )


def _evaluated(
    site: Site,
    model: Model,
    deployed: Deployed,
    names: Sequence[str],
    hours: Hours,
    grid: Every,
) -> tuple[MetricValue, ...]:
    rows = read_scores(site.workspace.store, model.name, deployed.key(), hours)
    if deployed.baseline is None or not rows.num_rows:
        return ()
    classes, edges = classes_of(deployed.baseline), edges_of(deployed.baseline)
    cells = cells_from_arrow(rows, task=model.task, classes=classes, edges=edges)
    first, last = utc(cells.start.min()), utc(cells.start.max())
    windows: list[Window] = list(grid.between(first, last + HOUR))
    values = evaluate(scores_by_window(cells, windows), list(names), windows=windows)
    return tuple(values)


def metric_series(
    site: Site,
    model: Model,
    versions: Sequence[Deployed],
    span: Span,
    findings: Sequence[Finding],
) -> list[MetricSeries]:
    """Return the metrics of a model's page over *span*; the limit is what *findings* applied."""
    names = SHOWN[model.task]
    every = step_of(site, span)
    judged = [d for d in versions if d.baseline is not None]
    points = [p for d in judged for p in metric_points(site, model, d, names, span, every)]
    limits = {f.subject: f.limit for f in findings if f.monitor == "performance"}
    live = judged[-1] if judged else None
    references = {v.metric: v for v in reference_metrics(live, names)} if live else {}
    found = []
    for name in names:
        mine = one_a_window([p for p in points if p.metric == name])
        if any(p.n for p in mine):
            found.append(
                MetricSeries(
                    metric=name,
                    points=mine,
                    reference=references.get(name),
                    limit=limits.get(name),
                )
            )
    return found


def label_lag(site: Site, model: str) -> Lag | None:
    """Return how late the labels of the last four weeks came; None where none is known."""
    store = site.workspace.store
    return site.cache.get(("lag", model), mark(store, model, LABELS), lambda: _lag(site, model))


def _lag(site: Site, model: str) -> Lag | None:
    table = site.workspace.store.table(model, LABELS)
    if not table.exists():
        return None
    snapshot = table.snapshot()
    days = sorted((d for d in snapshot.days if d is not None), reverse=True)[:_LAG_DAYS]
    rows = snapshot.read(["prediction_time", "observed_at"], days=days)
    late = pc.subtract(rows["observed_at"], rows["prediction_time"]).drop_null()
    if not len(late):
        return None
    middle, most = pc.quantile(late.cast("int64"), q=[0.5, 0.95]).to_pylist()
    return Lag(middle=timedelta(microseconds=middle), late=timedelta(microseconds=most))
