"""Look-ups and words that the demo's chapters share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from watchkeeper.app.judge import reference_windows
from watchkeeper.app.scored import baseline_cells
from watchkeeper.app.workspace import Workspace
from watchkeeper.app.workspace_metrics import reference_metrics, stored_scores
from watchkeeper.demo.flights import TIMEZONE
from watchkeeper.demo.replay import (
    MODEL,
    REPLAY_FROM,
    REPLAY_UNTIL,
    SECOND_DEPLOYED,
    local_midnight,
)
from watchkeeper.model import Every, Finding, Level, MetricValue
from watchkeeper.model.figures import count, quantity
from watchkeeper.performance.against_reference import Dispersion, compare
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.windows import moments

TAIL = 0.025


def march(workspace: Workspace, metric: str) -> MetricValue:
    """Return a metric of version 1's reference."""
    return reference_metrics(workspace.versions(MODEL)[0], [metric])[0]


def month(workspace: Workspace, metric: str, number: int) -> MetricValue:
    """Return a metric of one month of 2013, of the version that answered then."""
    first = date(2013, number, 1)
    end = REPLAY_UNTIL if number == 12 else date(2013, number + 1, 1)
    version = "2" if first >= SECOND_DEPLOYED else "1"
    return stretch(workspace, metric, first, end, version=version)


def stretch(
    workspace: Workspace, metric: str, first: date, end: date, *, version: str = "1"
) -> MetricValue:
    """Return a metric of the local days from *first* until before *end*."""
    return workspace.metric_between(
        MODEL, metric, local_midnight(first), local_midnight(end), version=version
    )


def march_days(workspace: Workspace) -> ScoreCells:
    """Return the labelled days of version 1's reference."""
    baseline = workspace.versions(MODEL)[0].baseline
    cells = baseline_cells(baseline) if baseline is not None else None
    days = reference_windows(cells, Every("day", TIMEZONE))
    if days is None:
        raise LookupError("the demo's reference has no labels")
    return days


def scores_of(workspace: Workspace, version: int) -> ScoreCells:
    """Return the hourly score cells of version 1 or 2."""
    deployed = workspace.versions(MODEL)[version - 1]
    model = workspace.store.catalog.models.get(MODEL)
    cells = stored_scores(workspace.store, model, deployed)
    if cells is None:
        raise LookupError(f"version {version} has answered nothing")
    return cells


def between_days(cells: ScoreCells, first: date, end: date) -> ScoreCells:
    """Return hourly *cells* of the local days from *first* until before *end*, in one cell."""
    start, stop = moments([local_midnight(first), local_midnight(end)])
    return cells.select((cells.start >= start) & (cells.start < stop)).total()


def change_in(workspace: Workspace, metric: str, number_of: int) -> str:
    """Return how a month differs from March, with its 95 % interval."""
    end = REPLAY_UNTIL if number_of == 12 else date(2013, number_of + 1, 1)
    first = date(2013, number_of, 1)
    cells = between_days(scores_of(workspace, 2 if first >= SECOND_DEPLOYED else 1), first, end)
    found = compare(metric, {1: cells}, march_days(workspace), tail=TAIL)
    if not found:
        return "too few labels to compare"
    change = found[0]
    shown, span = quantity(change.difference, change.likely.lower, change.likely.upper)
    return f"changed by {shown} {span}"


def span_of(finding: Finding) -> str:
    """Return which days a finding about a metric speaks of."""
    windows = next((m.value for m in finding.measures if m.name == "span"), None)
    return f"the last {int(windows)} days" if windows and windows > 1 else "that day"


def first_alarm(
    findings: Sequence[Finding],
    monitor: str,
    subject: str,
    since: date = REPLAY_FROM,
    until: date = REPLAY_UNTIL,
) -> Finding | None:
    """Return the first warning or critical finding about *subject* in a stretch of days."""
    loud = (
        f
        for f in findings
        if (f.monitor, f.subject) == (monitor, subject)
        and f.level.rank >= Level.WARNING.rank
        and since <= local_day(f) < until
    )
    return min(loud, key=local_day, default=None)


def local_day(finding: Finding) -> date:
    """Return the day in New York that a finding is about."""
    if finding.window_start is None:
        return date.min
    return finding.window_start.astimezone(ZoneInfo(TIMEZONE)).date()


def spoken(day: date) -> str:
    """Return "10 August"."""
    return f"{day.day} {day:%B}"


def said(value: MetricValue, days: Dispersion) -> str:
    """Return a value with its interval, widened by how much days differ, and its n."""
    if value.value is None:
        return f"unknown ({value.reason})"
    wider = days.widening(TAIL)
    ends = [
        None if end is None else value.value + wider * (end - value.value)
        for end in (value.lower, value.upper)
    ]
    shown, span = quantity(value.value, ends[0], ends[1])
    return f"{shown} {span} (n {count(value.n_labelled)})"
