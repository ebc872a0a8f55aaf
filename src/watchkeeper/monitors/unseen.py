"""Unseen: categories appear that the reference never had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import times
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.names import with_rows
from watchkeeper.monitors.observed import Observed
from watchkeeper.monitors.series_finding import column_findings


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenConfig(MonitorConfig):
    """Settings of the unseen monitor.

    A name that neither the reference nor a recent window had is reported from
    ``first_seen_rows`` rows on, however small its share: real first sightings come one row at
    a time. It is reported once; from the next window on it is among the recent ones.
    """

    first_seen_rows: int = 3

    def __post_init__(self) -> None:
        if self.first_seen_rows < 1:
            raise ConfigError(
                f"unseen.first_seen_rows must be at least 1, got {self.first_seen_rows}"
            )


def check(observed: Observed, config: UnseenConfig) -> Iterator[Finding]:
    """Judge the share of unseen categories, and name those that were never seen before.

    Frames without time have no recent windows: there the share alone decides.
    """
    for finding in column_findings(observed, "unseen", ("unseen",)):
        cells = observed.cells(finding.subject)
        names = dict(cells.unseen_names[0]) if cells is not None else {}
        yield _with_names(observed, finding, names, config) if names else finding


def _with_names(
    observed: Observed, finding: Finding, names: Mapping[str, int], config: UnseenConfig
) -> Finding:
    first = {
        name: rows
        for name, rows in _first_seen(observed, finding.subject, names).items()
        if rows >= config.first_seen_rows
    }
    if finding.level is not Level.OK or not first:
        return replace(finding, reason=f"{finding.reason}; {with_rows(names)}")
    before = times(len(observed.recent or ()), "window")
    new = f"{with_rows(first)}, in no row of the reference and of the {before} before"
    return replace(finding, level=Level.WARNING, reason=f"{new}; {finding.reason}")


def _first_seen(observed: Observed, column: str, names: Mapping[str, int]) -> Mapping[str, int]:
    """Return those of *names* that no recent window had."""
    if observed.settings is None or observed.recent is None:
        return {}
    recent = observed.recent.columns.get(column)
    known = {name for window in recent.unseen_names for name in window} if recent else set()
    return {name: rows for name, rows in names.items() if name not in known}
