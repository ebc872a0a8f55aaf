"""The history of a model in a workspace, as a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.workspace import Workspace
from watchkeeper.app.workspace_metrics import reference_metrics
from watchkeeper.model import Finding, Level, MetricValue
from watchkeeper.report.column_views import column_views
from watchkeeper.report.episodes import find_episodes
from watchkeeper.report.report import ColumnView, Event, MetricSeries, Report, SeriesView

METRICS = ("roc_auc", "base_rate", "log_loss")
RECENT_WINDOWS = 28
MOST_SERIES = 8

_KINDS: dict[str, Literal["deploy", "fault", "schema"]] = {
    "deploy": "deploy",
    "fault": "fault",
    "schema": "schema",
}


def workspace_report(
    workspace: Workspace,
    model: str,
    *,
    title: str = "",
    events: Sequence[Event] = (),
    findings: Sequence[Finding] | None = None,
) -> Report:
    """Return what is known of *model* over all its windows.

    Findings that are ok are shown for the last window only; of earlier ones those that needed
    somebody. Distributions are those of the last 28 windows of the version deployed last.
    *findings* saves reading them where they are at hand already.
    """
    findings = workspace.findings(model) if findings is None else findings
    last = max((f.window_start for f in findings if f.window_start), default=None)
    versions = workspace.versions(model)
    live = next((d for d in reversed(versions) if d.baseline is not None), None)
    return Report(
        title=title or model,
        findings=tuple(_worth_keeping(findings, last)),
        columns=_columns(workspace, model, live),
        metrics=tuple(_metrics(workspace, model, versions)),
        series=tuple(_series(findings)),
        events=(*events_of(workspace, model), *events),
        notes=_notes(live),
        generated_at=workspace.store.clock.now(),
        rows_reference=live.baseline.rows if live is not None and live.baseline else 0,
        rows_current=workspace.rows(model),
        timezone=workspace.store.catalog.models.get(model).timezone,
    )


def _worth_keeping(findings: Iterable[Finding], last: datetime | None) -> Iterable[Finding]:
    for finding in findings:
        if finding.level.rank >= Level.WARNING.rank or finding.window_start == last:
            yield finding


def _columns(workspace: Workspace, model: str, live: Deployed | None) -> tuple[ColumnView, ...]:
    if live is None or live.baseline is None:
        return ()
    profile = workspace.recent_profile(model, live, windows=RECENT_WINDOWS)
    return column_views(live.baseline, profile) if profile is not None else ()


def _metrics(
    workspace: Workspace, model: str, versions: Sequence[Deployed]
) -> Iterable[MetricSeries]:
    """Yield one series per metric: a version's windows follow those of the one before."""
    judged = [d for d in versions if d.baseline is not None]
    if not judged:
        return
    names = [n for n in METRICS if _known(workspace, model, n)]
    tables = [
        workspace.metrics(
            model, names, version=d.version.version, environment=d.version.environment
        )
        for d in judged
    ]
    references = {v.metric: v for v in reference_metrics(judged[0], names)}
    for name in names:
        points = one_a_window(value for table in tables for value in table if value.metric == name)
        yield MetricSeries(metric=name, points=points, reference=references.get(name))


def _known(workspace: Workspace, model: str, metric: str) -> bool:
    task = workspace.store.catalog.models.get(model).task
    return task == "binary" or metric == "log_loss"


def one_a_window(values: Iterable[MetricValue]) -> tuple[MetricValue, ...]:
    """Return one value per window: of two versions in one window the one with more rows."""
    best: dict[datetime | None, MetricValue] = {}
    for value in values:
        held = best.get(value.window_start)
        if held is None or value.n > held.n:
            best[value.window_start] = value
    return tuple(sorted(best.values(), key=lambda v: str(v.window_start)))


def _series(findings: Sequence[Finding]) -> Iterable[SeriesView]:
    """Yield the monitored numbers behind the worst episodes."""
    seen: set[tuple[str, str, str]] = set()
    for episode in find_episodes(findings):
        key = (episode.monitor, episode.subject, episode.peak.measure or "")
        if episode.peak.measure is None or key in seen:
            continue
        seen.add(key)
        yield series_of(*key, findings)
        if len(seen) == MOST_SERIES:
            return


def series_of(monitor: str, subject: str, measure: str, findings: Sequence[Finding]) -> SeriesView:
    """Return *measure* of a subject in every window in which *monitor* spoke of it."""
    points = []
    unit = ""
    for finding in findings:
        if (finding.monitor, finding.subject) != (monitor, subject):
            continue
        if finding.window_start is None:
            continue
        shown = next((m for m in finding.measures if m.name == measure), None)
        unit = shown.unit if shown is not None else unit
        spoke = finding.measure == measure
        value = finding.value if spoke else (shown.value if shown is not None else None)
        level = finding.level if spoke else Level.OK
        expected = finding.expected if spoke else None
        low, high = _limits(finding) if spoke else (None, None)
        points.append((finding.window_start, value, expected, low, high, level))
    return SeriesView(subject=subject, measure=measure, points=tuple(points), unit=unit)


def _limits(finding: Finding) -> tuple[float | None, float | None]:
    """Return the limit on the side on which it was applied."""
    if finding.limit is None or finding.expected is None:
        return None, None
    if finding.limit < finding.expected:
        return finding.limit, None
    return None, finding.limit


def events_of(workspace: Workspace, model: str) -> Iterable[Event]:
    """Yield the change log of *model*, earliest first."""
    for change in workspace.changes(model):
        yield Event(at=change.at, text=change.text, kind=_KINDS.get(change.kind, "note"))


def _notes(live: Deployed | None) -> tuple[str, ...]:
    if live is None or live.baseline is None:
        return ("no version has a baseline yet: rows are recorded, nothing is judged",)
    left_out = live.baseline.left_out
    return tuple(f"{name} is not watched: {reason}" for name, reason in left_out.items())
