"""What a check answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from watchkeeper.app.baseline import Baseline
from watchkeeper.model import Finding, MetricValue, Roles, Window
from watchkeeper.monitors.performance import DEFAULT_METRICS
from watchkeeper.performance.metrics import evaluate
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.frame import Frame
from watchkeeper.profile.kinds import type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check saw and found.

    ``profile`` holds all current rows in one cell, ``metrics`` the realised metrics of each
    window (or of all rows), ``reference_metrics`` those of the reference.
    """

    baseline: Baseline
    profile: ProfileCells
    findings: tuple[Finding, ...]
    metrics: tuple[MetricValue, ...]
    reference_metrics: tuple[MetricValue, ...]
    notices: tuple[str, ...]
    timezone: str


def together(parts: Sequence[Checked]) -> Checked:
    """Return the checks of successive rows as one; *parts* has at least one."""
    first = parts[0]
    return Checked(
        baseline=first.baseline,
        profile=ProfileCells.concat([part.profile for part in parts]).total(),
        findings=tuple(finding for part in parts for finding in part.findings),
        metrics=tuple(value for part in parts for value in part.metrics),
        reference_metrics=first.reference_metrics,
        notices=tuple(dict.fromkeys(notice for part in parts for notice in part.notices)),
        timezone=first.timezone,
    )


def usual_metrics(
    cells: ScoreCells | None, windows: Sequence[Window] | None = None
) -> tuple[MetricValue, ...]:
    """Return the metrics usual for the task, one cell after the other; none without a task."""
    if cells is None:
        return ()
    return tuple(evaluate(cells, DEFAULT_METRICS[cells.task], windows=windows))


def columns_of(frame: Frame, roles: Roles) -> tuple[tuple[str, str], ...]:
    """Return names and types as the schema monitor compares them.

    Label, time, id and ignored columns may come or stay away.
    """
    free = {roles.label, roles.timestamp, roles.id, *roles.ignore}
    return tuple((f.name, type_name(f.type)) for f in frame.schema if f.name not in free)
