"""April: the model loses much of its worth, and how soon that could be known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from watchkeeper.app.workspace import Workspace
from watchkeeper.demo.flights import TIMEZONE
from watchkeeper.demo.replay import MODEL, REPLAY_FROM, REPLAY_UNTIL
from watchkeeper.demo.telling import (
    between_days,
    change_in,
    first_alarm,
    local_day,
    march,
    march_days,
    month,
    said,
    scores_of,
    span_of,
    spoken,
)
from watchkeeper.model import Every, Finding
from watchkeeper.model.figures import interval, number
from watchkeeper.performance.against_reference import compare, dispersion_of
from watchkeeper.performance.metrics import evaluate
from watchkeeper.quality.decision import layout, settings_for

METRIC = "roc_auc"


def worth(workspace: Workspace, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Tell the fall from March to April, when it was called, and when it could be known."""
    days = dispersion_of(evaluate(march_days(workspace), [METRIC]))
    lines = [
        f"March {said(march(workspace, METRIC), days)}; April "
        f"{said(month(workspace, METRIC, 4), days)}: {change_in(workspace, METRIC, 4)}. "
        f"Intervals at 95 %, days taken as clusters: they differ {number(days.effect)} times as "
        "much as their flights explain.",
    ]
    called = first_alarm(findings, "performance", METRIC)
    if called is not None:
        lines.append(
            f"Called {called.level.value} on {spoken(local_day(called))}: {number(called.value)} "
            f"{interval(called.value, called.lower, called.upper)} over "
            f"{span_of(called)}, which excludes March's {number(called.expected)}."
        )
    known = _knowable(workspace)
    if known is not None:
        lines.append(
            "Labels enough to know it, at the certainty that the budget of false alarms asks "
            f"for, existed on {spoken(known)}: from then on all labels since 1 April together "
            "exclude March's value."
        )
    return tuple(lines)


def _knowable(workspace: Workspace) -> date | None:
    """Return the first day whose labels since 1 April exclude the reference's value for sure."""
    first = workspace.versions(MODEL)[0]
    if first.baseline is None:
        return None
    series = len(layout(first.baseline).keys)
    tail = settings_for(Every("day", TIMEZONE), series=series).alpha
    answers, reference = scores_of(workspace, 1), march_days(workspace)
    day = REPLAY_FROM
    while day < REPLAY_UNTIL:
        so_far = between_days(answers, REPLAY_FROM, day + timedelta(days=1))
        for found in compare(METRIC, {1: so_far}, reference, tail=tail):
            if found.sure.upper < 0:
                return day
        day += timedelta(days=1)
    return None
