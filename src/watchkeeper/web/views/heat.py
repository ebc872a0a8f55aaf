"""Columns by time: where and how far each was beyond its limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.model import Finding, Level
from watchkeeper.model.finding import beyond
from watchkeeper.report.wording import name_of, stretch
from watchkeeper.web.views.model_view import ModelView
from watchkeeper.web.views.standing import inside

MOST_CELLS = 46
CLASSES: tuple[tuple[float, str], ...] = (
    (1.0, "within its limit"),
    (1.5, "up to 1.5 times"),
    (2.5, "2.5 times"),
    (5.0, "5 times"),
    (float("inf"), "more"),
)
"""Upper ends of the classes, in distances from what was expected to what was allowed."""

_WITHOUT_LIMIT = {Level.WARNING: 2, Level.CRITICAL: 4}


@dataclass(frozen=True, slots=True)
class Cell:
    """A column in one stretch: its class, and what was the worst there."""

    place: int
    kind: int
    says: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One column over time; of the cells that were fine only their places are listed."""

    name: str
    fine: tuple[int, ...]
    unjudged: tuple[int, ...]
    loud: tuple[Cell, ...]
    worst: float


@dataclass(frozen=True, slots=True)
class Heat:
    """All columns, worst first; ``marks`` are words under the time axis at their places."""

    rows: tuple[HeatRow, ...]
    cells: int
    marks: tuple[tuple[int, str], ...]
    versions: tuple[tuple[float, str], ...]


def heat_map(view: ModelView, names: Sequence[str]) -> Heat | None:
    """Return the columns *names* over the windows of the view's span; None without windows."""
    if not names:
        return None
    table = view.standing.levels.filter(inside(view.span) & pc.field("subject").isin(list(names)))
    starts = pc.unique(table["window_start"]).sort().to_pylist()
    if not starts:
        return None
    each = -(-len(starts) // MOST_CELLS)
    place_of = {start: i // each for i, start in enumerate(starts)}
    n = -(-len(starts) // each)
    judged = _judged(table, place_of)
    loud: dict[str, list[Finding]] = defaultdict(list)
    for finding in view.loud:
        if finding.window_start in place_of:
            loud[finding.subject].append(finding)
    rows = [_row(name, n, judged.get(name, set()), loud[name], place_of, view) for name in names]
    rows.sort(key=lambda row: (-row.worst, -len(row.loud)))
    return Heat(tuple(rows), n, _marks(starts, each, view.zone), _versions(view, starts, each))


def _judged(table: pa.Table, place_of: dict[datetime, int]) -> dict[str, set[int]]:
    """Return the places in which at least one check of a column could be made."""
    # That the schema fits says nothing of a column's values.
    said = (pc.field("level") != Level.UNKNOWN.value) & (pc.field("monitor") != "schema")
    pairs = table.filter(said).group_by(["subject", "window_start"]).aggregate([])
    by_start = pairs.group_by("window_start").aggregate([("subject", "list")])
    found: dict[str, set[int]] = defaultdict(set)
    for row in by_start.to_pylist():
        for name in row["subject_list"]:
            found[name].add(place_of[row["window_start"]])
    return found


def _row(
    name: str,
    n: int,
    judged: set[int],
    loud: Sequence[Finding],
    place_of: dict[datetime, int],
    view: ModelView,
) -> HeatRow:
    worst_in: dict[int, Finding] = {}
    for finding in loud:
        place = place_of[finding.window_start]  # type: ignore[index]
        held = worst_in.get(place)
        if held is None or _size(finding) > _size(held):
            worst_in[place] = finding
    cells = tuple(
        Cell(place, _class(f), _says(f, view.zone)) for place, f in sorted(worst_in.items())
    )
    fine = tuple(i for i in range(n) if i in judged and i not in worst_in)
    unjudged = tuple(i for i in range(n) if i not in judged and i not in worst_in)
    return HeatRow(name, fine, unjudged, cells, max(map(_size, loud), default=0.0))


def _size(finding: Finding) -> float:
    size = beyond(finding)
    return size if size > 0 else float(_WITHOUT_LIMIT[finding.level])


def _class(finding: Finding) -> int:
    size = beyond(finding)
    if size <= 0:
        return _WITHOUT_LIMIT[finding.level]
    return next(i for i, (end, _) in enumerate(CLASSES) if size < end or end == float("inf"))


def _says(finding: Finding, zone: tzinfo) -> str:
    start, end = finding.window_start, finding.window_end
    when = stretch(start, end, zone) if start and end else ""
    size = beyond(finding)
    far = f", {size:.1f} times what was allowed" if size > 0 else ""
    return f"{finding.subject}, {when}: {name_of(finding.monitor)}{far}"


def _marks(starts: Sequence[datetime], each: int, zone: tzinfo) -> tuple[tuple[int, str], ...]:
    """Name about eight places of the axis."""
    firsts = starts[::each]
    step = max(1, len(firsts) // 8)
    # A name at the very end would be cut off.
    places = range(0, max(1, len(firsts) - step // 2), step)
    local = [(i, firsts[i].astimezone(zone)) for i in places]
    return tuple((i, f"{at.day} {at:%b}") for i, at in local)


def _versions(
    view: ModelView, starts: Sequence[datetime], each: int
) -> tuple[tuple[float, str], ...]:
    found = []
    for deployed in view.versions:
        at = deployed.version.deployed_at
        if starts[0] < at <= starts[-1]:
            place = sum(start < at for start in starts) / each
            found.append((place, f"version {deployed.version.version}"))
    return tuple(found)
