"""Unseen: categories appear that the reference never had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import count
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.monitors.series_finding import column_findings
from watchkeeper.profile.column_cells import ColumnCells

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenConfig(MonitorConfig):
    """Settings of the unseen monitor.

    A name that no window in memory had is reported from ``first_seen_rows`` rows on, however
    small its share: real first sightings come one row at a time.
    """

    first_seen_rows: int = 3


def check(observed: Observed, config: UnseenConfig) -> Iterator[Finding]:
    """Judge the share of unseen categories, and name those that were never seen before."""
    for finding in column_findings(observed, "unseen", ("unseen",)):
        cells = observed.profile.columns.get(finding.subject)
        names = dict(cells.unseen_names[0]) if cells is not None else {}
        yield _with_names(finding, names, _new(observed, finding.subject, names), config)


def _new(observed: Observed, column: str, names: Mapping[str, int]) -> dict[str, int]:
    recent = observed.recent.columns.get(column) if observed.recent else None
    if recent is None:
        return {}
    before = _seen(recent)
    return {name: rows for name, rows in names.items() if name not in before}


def _seen(recent: ColumnCells) -> frozenset[str]:
    return frozenset(name for names in recent.unseen_names for name in names)


def _with_names(
    finding: Finding, names: Mapping[str, int], new: Mapping[str, int], config: UnseenConfig
) -> Finding:
    if not names:
        return finding
    top = sorted(names.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    listed = ", ".join(f"{name!r} ({count(rows)})" for name, rows in top)
    first = {name: rows for name, rows in new.items() if rows >= config.first_seen_rows}
    if finding.level is Level.OK and first:
        name, rows = max(first.items(), key=lambda item: item[1])
        reason = f"first seen: {name!r} in {count(rows)} rows; {finding.reason}"
        return replace(finding, level=Level.WARNING, reason=reason)
    return replace(finding, reason=f"{finding.reason}: {listed}")
