"""The versions of a model beside each other, over the same stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.judge import scores_by_window
from watchkeeper.app.scored import classes_of, edges_of
from watchkeeper.app.workspace_metrics import reference_metrics
from watchkeeper.model import MetricValue, Window
from watchkeeper.performance.cells_arrow import cells_from_arrow
from watchkeeper.performance.metrics import evaluate
from watchkeeper.profile.windows import HOUR, utc
from watchkeeper.store import Hours, read_scores
from watchkeeper.store.lake.schemas import SCORES
from watchkeeper.web.model_frame import model_data, model_frame
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.cache import mark, to_hour
from watchkeeper.web.views.measured import SHOWN
from watchkeeper.web.views.model_view import ModelView, model_view


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """A version, what it was measured at in the span, and what its reference had."""

    version: str
    deployed_at: datetime
    trained_at: datetime | None
    trained_until: datetime | None
    has_baseline: bool
    live: bool
    rows: int
    labelled: int
    metrics: tuple[MetricValue, ...]
    references: tuple[MetricValue, ...]

    def measured(self, metric: str) -> MetricValue | None:
        """Return what a metric was in the span."""
        return next((m for m in self.metrics if m.metric == metric), None)

    def reference(self, metric: str) -> MetricValue | None:
        """Return what a metric was in the reference."""
        return next((m for m in self.references if m.metric == metric), None)


def versions(site: Site, asked: Asked) -> Answer:
    """Compare the versions that answered in the stretch of time."""
    view = model_view(site, asked)
    found = panel("versions", lambda: _lines(site, view))
    context = model_frame(site, asked, view, "versions") | {
        "lines": found,
        "names": SHOWN[view.model.task],
    }
    said = model_data(site, view) | {"versions": found.value or []}
    return Answer(template="versions.html", context=context, data=lambda: said)


def _lines(site: Site, view: ModelView) -> list[VersionLine]:
    live = view.live
    return [_line(site, view, d, live=d is live) for d in reversed(view.versions)]


def _line(site: Site, view: ModelView, deployed: Deployed, *, live: bool) -> VersionLine:
    metrics = _measured(site, view, deployed)
    names = SHOWN[view.model.task]
    version = deployed.version
    return VersionLine(
        version=version.version,
        deployed_at=version.deployed_at,
        trained_at=version.trained_at,
        trained_until=version.trained_until,
        has_baseline=deployed.baseline is not None,
        live=live,
        rows=metrics[0].n if metrics else 0,
        labelled=metrics[0].n_labelled if metrics else 0,
        metrics=metrics,
        references=tuple(reference_metrics(deployed, names)),
    )


def _measured(site: Site, view: ModelView, deployed: Deployed) -> tuple[MetricValue, ...]:
    """Return the metrics of all rows of a version in the span, as one window."""
    if deployed.baseline is None:
        return ()
    store, name = site.workspace.store, view.model.name
    span = view.span
    marked = (mark(store, name, SCORES), to_hour(span.start), to_hour(span.end))
    key = ("version", name, deployed.key())
    return site.cache.get(key, marked, lambda: _evaluated(site, view, deployed))


def _evaluated(site: Site, view: ModelView, deployed: Deployed) -> tuple[MetricValue, ...]:
    hours = Hours(view.span.start, view.span.end)
    rows = read_scores(site.workspace.store, view.model.name, deployed.key(), hours)
    if deployed.baseline is None or not rows.num_rows:
        return ()
    classes, edges = classes_of(deployed.baseline), edges_of(deployed.baseline)
    cells = cells_from_arrow(rows, task=view.model.task, classes=classes, edges=edges)
    whole = Window(utc(cells.start.min()), utc(cells.start.max()) + HOUR)
    names = list(SHOWN[view.model.task])
    return tuple(evaluate(scores_by_window(cells, [whole]), names, windows=[whole]))
