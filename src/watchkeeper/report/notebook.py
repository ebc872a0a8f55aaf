"""The report as a notebook shows it: tables and small pictures, no script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from watchkeeper.model import Level
from watchkeeper.report.cards import cards
from watchkeeper.report.page import environment
from watchkeeper.report.panels import ColumnPanel, column_panels
from watchkeeper.report.report import Report
from watchkeeper.report.rows import gaps, loud_lines, quiet
from watchkeeper.report.verdict import next_step, why

MOST_LINES = 12
MOST_COLUMNS = 6
_WIDTH, _HEIGHT = 200.0, 56.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a small picture, in its own pixels."""

    x: float
    width: float
    reference: float
    current: float


def fragment(report: Report) -> str:
    """Return HTML for a notebook cell: it fetches nothing, runs nothing, styles only itself."""
    zone = ZoneInfo(report.timezone)
    loud = loud_lines(report.findings, zone)
    panels = [p for p in column_panels(report) if p.level is not Level.OK][:MOST_COLUMNS]
    fine = quiet(report.findings)
    return environment().get_template("notebook.html").render(
        title=report.title,
        level=report.level.value,
        verdict=report.verdict,
        why=why(report.findings, timezone=report.timezone),
        next_step=next_step(report.findings),
        cards=cards(report, zone),
        lines=loud[:MOST_LINES],
        more_lines=max(0, len(loud) - MOST_LINES),
        pictures=[{"panel": p, "bars": bars(p)} for p in panels],
        height=_HEIGHT,
        gaps=gaps(report.findings),
        n_quiet=sum(len(q.monitors) for q in fine),
        subjects_quiet=len(fine),
        notes=report.notes,
    )  # fmt: skip


def bars(panel: ColumnPanel) -> Sequence[Bar]:
    """Return the paired bars of a column: reference and current, from zero, on one scale."""
    pairs = [
        tuple(v if math.isfinite(v) else 0.0 for v in pair)
        for pair in zip(panel.column.reference, panel.column.current, strict=True)
    ]
    top = max((max(pair) for pair in pairs), default=0.0) or 1.0
    step = _WIDTH / max(1, len(pairs))
    return [
        Bar(round(i * step, 2), round(step * 0.9, 2), *(round(v / top * _HEIGHT, 2) for v in pair))
        for i, pair in enumerate(pairs)
    ]
