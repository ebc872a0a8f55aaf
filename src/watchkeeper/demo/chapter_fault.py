"""August: the fault that the demo injects, and when it was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.telling import local_day, spoken
from watchkeeper.model import Finding, Level

COLUMNS = ("temp", "dep_delay")


def injected_fault(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Tell of each column when it was found, on what evidence, and when it fell silent."""
    return (FAULT.announcement(), *(_found(findings, column) for column in COLUMNS))


def _found(findings: Sequence[Finding], column: str) -> str:
    silent_from = FAULT.last + timedelta(days=2)
    loud = [
        f
        for f in findings
        if f.subject == column
        and f.level.rank >= Level.WARNING.rank
        and FAULT.first <= local_day(f) <= silent_from
    ]
    if not loud:
        return f"{column}: not found."
    first = next((f for f in loud if f.level is Level.CRITICAL), loud[0])
    last = max(local_day(f) for f in loud)
    end = f"silent on {spoken(silent_from)}" if last < silent_from else "and still open after it"
    return (
        f"{column}: {first.level.value} on {spoken(local_day(first))}, by {first.monitor}. "
        f"{first.reason[:1].upper()}{first.reason[1:]}. Last finding on {spoken(last)}, {end}."
    )
