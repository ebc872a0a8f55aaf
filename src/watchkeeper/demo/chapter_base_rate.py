"""September and December: how many flights are late moves, and no feature has to say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from watchkeeper.app.workspace import Workspace
from watchkeeper.demo.replay import REPLAY_UNTIL, SECOND_DEPLOYED
from watchkeeper.demo.telling import (
    change_in,
    first_alarm,
    local_day,
    march,
    march_days,
    month,
    said,
    span_of,
    spoken,
)
from watchkeeper.model import Finding
from watchkeeper.model.figures import interval, number
from watchkeeper.performance.against_reference import dispersion_of
from watchkeeper.performance.metrics import evaluate

METRIC = "base_rate"
_STRETCHES = (
    ("The fall", date(2013, 9, 1), SECOND_DEPLOYED),
    ("The rise", date(2013, 12, 1), REPLAY_UNTIL),
)


def base_rate(workspace: Workspace, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Tell September's fall and December's rise, and when they were called."""
    days = dispersion_of(evaluate(march_days(workspace), [METRIC]))
    lines = [f"March {said(march(workspace, METRIC), days)}."]
    lines += [
        f"{name} {said(month(workspace, METRIC, number_of), days)}: "
        f"{change_in(workspace, METRIC, number_of)}."
        for name, number_of in (("September", 9), ("December", 12))
    ]
    for what, since, until in _STRETCHES:
        found = first_alarm(findings, "label_drift", METRIC, since, until)
        if found is None:
            lines.append(f"{what} was not called: at that certainty days differ too much.")
            continue
        lines.append(
            f"{what} was called {found.level.value} on {spoken(local_day(found))}: "
            f"{number(found.value)} {interval(found.value, found.lower, found.upper)} over "
            f"{span_of(found)}, against {number(found.expected)} in the reference of version "
            f"{found.version}."
        )
    return tuple(lines)
