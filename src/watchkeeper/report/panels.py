"""Columns in the order in which they deserve to be looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass

from watchkeeper.model import Level
from watchkeeper.model.figures import count, number
from watchkeeper.model.finding import beyond
from watchkeeper.report.report import ColumnView, Report
from watchkeeper.report.verdict import COLUMN_KINDS, latest


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPanel:
    """A column, the worst that was said about it, and its counts in words."""

    column: ColumnView
    level: Level
    judged: bool
    rows: str
    missing: str
    missing_moved: bool


def column_panels(report: Report) -> list[ColumnPanel]:
    """Return the panels, worst first: by level, distance beyond the limit, then by difference."""
    worst: dict[str, tuple[int, float]] = {}
    levels: dict[str, Level] = {}
    loud = [f for f in report.findings if f.level.rank >= Level.WARNING.rank]
    for f in (*latest(report.findings), *loud):
        mark = (f.level.rank, beyond(f))
        if f.subject_kind in COLUMN_KINDS and mark > worst.get(f.subject, (-1, 0.0)):
            worst[f.subject], levels[f.subject] = mark, f.level
    order = sorted(
        report.columns,
        key=lambda c: (*(-m for m in worst.get(c.name, (-1, 0.0))), -_difference(c)),
    )
    return [_panel(c, levels.get(c.name)) for c in order]


def _panel(column: ColumnView, level: Level | None) -> ColumnPanel:
    before, now = column.missing_reference, column.missing_current
    words = [number(v, unit="share") for v in (before, now)]
    same = words[0] == words[1]
    known = before is not None or now is not None
    return ColumnPanel(
        column=column,
        level=level or Level.OK,
        judged=level is not None,
        rows=f"n {count(column.n_current)} against {count(column.n_reference)}",
        missing=f"missing {words[1]}" + ("" if same else f", was {words[0]}") if known else "",
        missing_moved=abs((now or 0.0) - (before or 0.0)) >= 0.01,
    )


def _difference(column: ColumnView) -> float:
    """Return half the summed difference of the shares: 0 when alike, 1 when apart."""
    pairs = zip(column.reference, column.current, strict=True)
    total = sum(abs(r - c) for r, c in pairs if math.isfinite(r) and math.isfinite(c))
    return total / 2
