"""April: the model loses much of its worth, and how soon that could be known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from watchkeeper.app.judge import reference_windows
from watchkeeper.app.scored import baseline_cells
from watchkeeper.app.workspace import Workspace
from watchkeeper.app.workspace_metrics import stored_scores
from watchkeeper.demo.flights import TIMEZONE
from watchkeeper.demo.replay import MODEL, REPLAY_FROM, REPLAY_UNTIL, local_midnight
from watchkeeper.demo.telling import first_alarm, local_day, march, month, said, spoken
from watchkeeper.model import Every, Finding
from watchkeeper.model.figures import interval, number
from watchkeeper.performance.against_reference import compare, dispersion_of
from watchkeeper.performance.metrics import evaluate
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.windows import moments
from watchkeeper.quality.decision import layout, settings_for

METRIC = "roc_auc"


def worth(workspace: Workspace, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Tell the fall from March to April, when it was called, and when it could be."""
    reference = _reference(workspace)
    before, after = march(workspace, METRIC), month(workspace, METRIC, 4)
    fall = (before.value or 0.0) - (after.value or 0.0)
    days = dispersion_of(evaluate(reference, [METRIC]))
    lines = [
        f"March {said(before, days)}; April {said(after, days)}: a fall of {number(fall)}. "
        f"Intervals at 95 %, days taken as clusters (they differ {number(days.effect)} times as "
        "much as flights explain).",
    ]
    called = first_alarm(findings, "performance", METRIC)
    enough = _enough_labels(workspace, reference, fall)
    if called is not None:
        lines.append(
            f"Called {called.level.value} on {spoken(local_day(called))}: {number(called.value)} "
            f"{interval(called.value, called.lower, called.upper)}, which excludes March's "
            f"{number(called.expected)}."
        )
    if enough is not None:
        lines.append(
            "At the certainty of the budget of false alarms, labels enough to know a fall of "
            f"{number(fall)} existed on {spoken(enough)}."
        )
    return tuple(lines)


def _reference(workspace: Workspace) -> ScoreCells:
    baseline = workspace.versions(MODEL)[0].baseline
    cells = baseline_cells(baseline) if baseline is not None else None
    windows = reference_windows(cells, Every("day", TIMEZONE))
    if windows is None:
        raise LookupError("the demo's reference has no labels")
    return windows


def _enough_labels(workspace: Workspace, reference: ScoreCells, fall: float) -> date | None:
    """Return the first day whose labels since 1 April tell a fall of that size for sure.

    From then on half the width of the difference's interval, at the certainty at which the
    monitor judges, is less than *fall*.
    """
    first = workspace.versions(MODEL)[0]
    model = workspace.store.catalog.models.get(MODEL)
    cells = stored_scores(workspace.store, model, first)
    if cells is None or first.baseline is None:
        return None
    series = len(layout(first.baseline).keys)
    tail = settings_for(Every("day", TIMEZONE), series=series).alpha
    day = REPLAY_FROM
    while day < REPLAY_UNTIL:
        day += timedelta(days=1)
        so_far = cells.select(cells.start < moments([local_midnight(day)])[0]).total()
        for found in compare(METRIC, {1: so_far}, reference, tail=tail):
            if found.sure.upper - found.difference < fall:
                return day - timedelta(days=1)
    return None
