"""September and December: how many flights are late moves, and no feature has to say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from watchkeeper.app.workspace import Workspace
from watchkeeper.demo.replay import MODEL, REPLAY_UNTIL, SECOND_DEPLOYED
from watchkeeper.demo.telling import first_alarm, local_day, march, month, said, spoken
from watchkeeper.model import Finding
from watchkeeper.model.figures import interval, number
from watchkeeper.performance.against_reference import dispersion_of

METRIC = "base_rate"
_STRETCHES = (
    ("The fall", date(2013, 9, 1), SECOND_DEPLOYED),
    ("The rise", date(2013, 12, 1), REPLAY_UNTIL),
)


def base_rate(workspace: Workspace, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Tell September's fall and December's rise, and when they were called."""
    days = dispersion_of(list(workspace.metrics(MODEL, [METRIC], version="1")))
    lines = [
        f"March {said(march(workspace, METRIC), days)}; "
        f"September {said(month(workspace, METRIC, 9), days)}; "
        f"December {said(month(workspace, METRIC, 12), days)}."
    ]
    for what, since, until in _STRETCHES:
        found = first_alarm(findings, "label_drift", METRIC, since, until)
        if found is None:
            lines.append(f"{what} was not called: days differ too much to be sure.")
            continue
        lines.append(
            f"{what} was called {found.level.value} on {spoken(local_day(found))}: "
            f"{number(found.value)} {interval(found.value, found.lower, found.upper)} over "
            f"{_span(found)}, against {number(found.expected)} in the reference of version "
            f"{found.version}."
        )
    return tuple(lines)


def _span(finding: Finding) -> str:
    windows = next((m.value for m in finding.measures if m.name == "span"), None)
    return f"the last {int(windows)} days" if windows and windows > 1 else "that day"
