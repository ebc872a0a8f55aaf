"""What the demo shows: found by the workspace, and checked against what really happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.app.workspace_metrics import reference_metrics
from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.flights import LATE, TIMEZONE, load_flights
from watchkeeper.demo.model import train
from watchkeeper.demo.replay import (
    MODEL,
    REPLAY_FROM,
    REPLAY_UNTIL,
    SECOND_DEPLOYED,
    TRAINED_UNTIL,
    Progress,
    between,
    local_midnight,
    replay,
    replay_clock,
)
from watchkeeper.model import Finding, Level, MetricValue
from watchkeeper.model.figures import count, interval, number, quantity
from watchkeeper.performance.against_reference import dispersion_of
from watchkeeper.report.of_workspace import workspace_report
from watchkeeper.report.report import Event, Report
from watchkeeper.stats.interval import delong_difference


@dataclass(frozen=True, slots=True)
class DemoStory:
    """The replay's outcome: paragraphs for a terminal, and the report."""

    paragraphs: tuple[tuple[str, tuple[str, ...]], ...]
    report: Report

    def lines(self) -> list[str]:
        """Return the story as plain text."""
        found = []
        for heading, sentences in self.paragraphs:
            found += [heading, *(f"  {sentence}" for sentence in sentences), ""]
        return found


def run_demo(folder: Path, *, progress: Progress | None = None) -> DemoStory:
    """Replay the flights into the workspace *folder* (or go on there) and tell what was found."""
    clock = replay_clock()
    with open_workspace(folder, clock=clock) as workspace:
        replay(workspace, clock, progress)
        return DemoStory(tuple(_paragraphs(workspace)), _report(workspace))


def _report(workspace: Workspace) -> Report:
    end = local_midnight(FAULT.last + timedelta(days=1))
    fault = Event(
        at=local_midnight(FAULT.first), text=FAULT.announcement(), kind="fault", until=end
    )
    return workspace_report(
        workspace, MODEL, title="Flights out of New York, April to December 2013", events=[fault]
    )


def _paragraphs(workspace: Workspace) -> Iterator[tuple[str, tuple[str, ...]]]:
    findings = workspace.findings(MODEL)
    yield "What was replayed", _replayed(workspace)
    yield "The model's worth (ROC AUC; March is the reference)", _auc(workspace, findings)
    yield "The base rate (share of late flights)", _base_rate(workspace, findings)
    yield "The injected fault", _fault(findings)
    yield "Version 2", _second_version(workspace)


def _replayed(workspace: Workspace) -> tuple[str, ...]:
    table = workspace.metrics(MODEL, ["base_rate"], every=None, version="1")
    second = workspace.metrics(MODEL, ["base_rate"], every=None, version="2")
    rows, labelled = (
        sum(getattr(v, part) for t in (table, second) for v in t) for part in ("n", "n_labelled")
    )
    return (
        f"{count(workspace.rows(MODEL))} flights from 1 April to 31 December 2013, scored at their "
        "scheduled departure, each day's labels as planes landed.",
        f"{count(labelled)} of {count(rows)} labels have arrived: cancelled and diverted flights "
        "are scored like all others and never get one.",
    )


# -- April -----------------------------------------------------------------------------------


def _auc(workspace: Workspace, findings: Sequence[Finding]) -> tuple[str, ...]:
    march = _march(workspace, "roc_auc")
    days = dispersion_of(list(workspace.metrics(MODEL, ["roc_auc"], version="1")))
    april = _month(workspace, "roc_auc", 4)
    called = _first(findings, "performance", "roc_auc")
    known = _knowable(workspace, march, days.widening(0.025))
    lines = [
        f"March {_value(march)}; April {_value(april)}: a fall of "
        f"{number((march.value or 0) - (april.value or 0))}."
    ]
    if called is not None:
        lines.append(
            f"Called on {_day(called)}, {called.level.value}: {number(called.value)} "
            f"{interval(called.value, called.lower, called.upper)} against March's "
            f"{number(called.expected)}."
        )
    if known is not None:
        lines.append(
            f"By {_spoken(known)} the labels since 1 April first gave an interval (days taken as "
            f"clusters, design effect {number(days.effect)}) that excludes March's value."
        )
    return tuple(lines)


def _knowable(workspace: Workspace, march: MetricValue, widening: float) -> date | None:
    """Return the first day on which the labels so far excluded the reference's value."""
    day = REPLAY_FROM
    while day < REPLAY_UNTIL:
        value = _stretch(workspace, "roc_auc", REPLAY_FROM, day + timedelta(days=1))
        if value.value is not None and value.upper is not None and march.value is not None:
            upper = value.value + widening * (value.upper - value.value)
            if upper < march.value:
                return day
        day += timedelta(days=1)
    return None


# -- the base rate -----------------------------------------------------------------------------


def _base_rate(workspace: Workspace, findings: Sequence[Finding]) -> tuple[str, ...]:
    months = [(name, _month(workspace, "base_rate", m)) for name, m in _MONTHS]
    march = _march(workspace, "base_rate")
    shown = "; ".join(f"{name} {_value(value)}" for name, value in months)
    lines = [f"March {_value(march)}; {shown}."]
    for said, first, end in (
        ("The fall", date(2013, 9, 1), SECOND_DEPLOYED),
        ("The rise", date(2013, 12, 1), REPLAY_UNTIL),
    ):
        found = _first(findings, "label_drift", "base_rate", first, end)
        if found is not None:
            lines.append(
                f"{said} was called on {_day(found)}, {found.level.value}: "
                f"{number(found.value)} {interval(found.value, found.lower, found.upper)} "
                f"over {_span(found)}, against {number(found.expected)}."
            )
    return tuple(lines)


_MONTHS = (("September", 9), ("December", 12))


# -- the injected fault --------------------------------------------------------------------------


def _fault(findings: Sequence[Finding]) -> tuple[str, ...]:
    lines = [FAULT.announcement()]
    after = FAULT.last + timedelta(days=2)
    for column in ("temp", "dep_delay"):
        found = [
            f
            for f in findings
            if f.subject == column
            and f.level.rank >= Level.WARNING.rank
            and _local(f) is not None
            and FAULT.first <= (_local(f) or date.min) < after + timedelta(days=1)
        ]
        if not found:
            lines.append(f"{column}: not found.")
            continue
        first = next((f for f in found if f.level is Level.CRITICAL), found[0])
        last = max(_local(f) or date.min for f in found)
        quiet = "nothing on it from then on" if last < after else f"still open on {_spoken(last)}"
        lines.append(
            f"{column}: {first.level.value} on {_day(first)} ({first.monitor}: {first.reason}); "
            f"last finding on {_spoken(last)}, {quiet}."
        )
    return tuple(lines)


# -- version 2 -----------------------------------------------------------------------------------


def _second_version(workspace: Workspace) -> tuple[str, ...]:
    """Compare both versions on the same flights: version 1 answers them again."""
    table = pc.field("late")
    flights = between(FAULT.apply(load_flights()), SECOND_DEPLOYED, REPLAY_UNTIL).filter(
        table.is_valid()
    )
    old = train(between(load_flights(), date(2013, 1, 1), TRAINED_UNTIL)).score(flights)
    recorded = _recorded_scores(workspace, flights)
    label = np.asarray(pc.equal(flights["late"], LATE).cast(pa.int8()))
    gain = delong_difference(label, recorded, old)
    value = _stretch(workspace, "roc_auc", SECOND_DEPLOYED, REPLAY_UNTIL, version="2")
    return (
        f"Retrained on data to the end of August, deployed on 1 October: ROC AUC {_value(value)}, "
        "October to December.",
        f"On the same {count(flights.num_rows)} flights it is better than version 1 by "
        f"{number(gain.value)} {interval(gain.value, gain.lower, gain.upper)} (DeLong, paired).",
    )


def _recorded_scores(workspace: Workspace, flights: pa.Table) -> np.ndarray:
    rows = workspace.predictions(MODEL, ["prediction_id", "score"], version="2")
    ids = flights["flight_id"].cast(pa.string())
    at = pc.index_in(ids, value_set=rows["prediction_id"].combine_chunks())
    return np.asarray(rows["score"].take(at.combine_chunks()))


# -- shared ----------------------------------------------------------------------------------------


def _march(workspace: Workspace, metric: str) -> MetricValue:
    return reference_metrics(workspace.versions(MODEL)[0], [metric])[0]


def _month(workspace: Workspace, metric: str, month: int) -> MetricValue:
    end = REPLAY_UNTIL if month == 12 else date(2013, month + 1, 1)
    version = "2" if month >= 10 else "1"
    return _stretch(workspace, metric, date(2013, month, 1), end, version=version)


def _stretch(
    workspace: Workspace, metric: str, first: date, end: date, *, version: str = "1"
) -> MetricValue:
    return workspace.metric_between(
        MODEL, metric, local_midnight(first), local_midnight(end), version=version
    )


def _first(
    findings: Sequence[Finding],
    monitor: str,
    subject: str,
    since: date = REPLAY_FROM,
    until: date = REPLAY_UNTIL,
) -> Finding | None:
    loud = (
        f
        for f in findings
        if f.monitor == monitor
        and f.subject == subject
        and f.level.rank >= Level.WARNING.rank
        and since <= (_local(f) or date.min) < until
    )
    return min(loud, key=lambda f: _local(f) or date.max, default=None)


def _span(finding: Finding) -> str:
    span = next((m.value for m in finding.measures if m.name == "span"), None)
    return "the day" if span in (None, 1.0) else f"the last {int(span or 0)} days"


def _value(value: MetricValue) -> str:
    if value.value is None:
        return f"unknown ({value.reason})"
    shown, span = quantity(value.value, value.lower, value.upper)
    return f"{shown} {span}, n {count(value.n_labelled)}"


def _local(finding: Finding) -> date | None:
    if finding.window_start is None:
        return None
    return finding.window_start.astimezone(ZoneInfo(TIMEZONE)).date()


def _day(finding: Finding) -> str:
    return _spoken(_local(finding) or REPLAY_FROM)


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B}"
