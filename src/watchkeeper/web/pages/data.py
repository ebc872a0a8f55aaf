"""Do the columns of a model arrive as agreed?"""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.model import Finding, Level, Window
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.report.rows import Gap, gaps
from watchkeeper.report.verdict import worst_first
from watchkeeper.store import Hours, read_profiles
from watchkeeper.store.lake.schemas import PROFILES
from watchkeeper.web.model_frame import columns_of, model_data, model_frame
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.cache import mark
from watchkeeper.web.views.model_view import ModelView, model_view


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLine:
    """One column in the newest window, against its reference; shares are of all rows."""

    name: str
    role: str
    kind: str
    source: str
    level: Level
    reason: str
    rows: int
    missing: float | None
    missing_reference: float | None
    outside: float | None
    unseen: int | None
    invalid: int


def data(site: Site, asked: Asked) -> Answer:
    """Show how each column arrived in the newest window, worst first."""
    view = model_view(site, asked)
    lines = panel("columns", lambda: column_lines(site, view))
    stream = [f for f in view.findings if f.subject_kind == "model"]
    left_out = dict(view.live.baseline.left_out) if view.live and view.live.baseline else {}
    context = model_frame(site, asked, view, "data") | {
        "lines": lines,
        "stream": sorted(stream, key=lambda f: -f.level.rank),
        "left_out": left_out,
        "gaps": panel("what was not judged", lambda: _gaps(view)),
    }
    said = model_data(site, view) | {
        "columns": lines.value or [],
        "stream": [f.to_dict() for f in stream],
        "left_out": left_out,
    }
    return Answer(template="data.html", context=context, data=lambda: said)


def _gaps(view: ModelView) -> list[Gap]:
    return gaps([f for f in view.findings if f.subject_kind in ("feature", "prediction", "score")])


def column_lines(site: Site, view: ModelView) -> list[ColumnLine]:
    """Return a line for every column of the live version, worst first."""
    cells = window_cells(site, view, view.window)
    by_name: dict[str, list[Finding]] = {}
    for finding in view.findings:
        by_name.setdefault(finding.subject, []).append(finding)
    found = [
        _line(column, cells, by_name.get(column.name, []), view.model.sources.get(column.name, ""))
        for column in columns_of(view)
    ]
    return sorted(found, key=lambda line: (-line.level.rank, -(line.missing or 0.0)))


def window_cells(site: Site, view: ModelView, window: Window | None) -> ProfileCells | None:
    """Return the counts of one window of the live version, in one cell."""
    live = view.live
    if window is None or live is None or live.baseline is None:
        return None
    store, name = site.workspace.store, view.model.name
    sizes = {c.name: c.bins.size for c in live.baseline.columns}
    hours = Hours(window.start, window.end)

    def read() -> ProfileCells | None:
        found = read_profiles(store, name, live.key(), sizes, hours)
        return found.total() if found is not None and len(found) else None

    marked = (mark(store, name, PROFILES), window, live.key())
    return site.cache.get(("window cells", name, view.environment), marked, read)


def _line(
    column: ColumnBaseline, cells: ProfileCells | None, findings: list[Finding], source: str
) -> ColumnLine:
    now = cells.columns.get(column.name) if cells is not None else None
    loud = worst_first(f for f in findings if f.level.rank >= Level.WARNING.rank)
    judged = [f for f in findings if f.level is not Level.UNKNOWN]
    quiet = Level.OK if judged else Level.UNKNOWN
    unknown = next((f.reason for f in findings if f.level is Level.UNKNOWN), "")
    return ColumnLine(
        name=column.name,
        role=column.role,
        kind=column.kind,
        source=source,
        level=loud[0].level if loud else quiet,
        reason=loud[0].reason if loud else "" if judged else unknown or "no row in the window",
        rows=int(now.rows[0]) if now is not None else 0,
        missing=_missing(now),
        missing_reference=_missing(column.total),
        outside=_outside(now) if column.kind == "numeric" else None,
        unseen=int(now.unseen[0]) if now is not None and column.kind == "category" else None,
        invalid=int(now.invalid[0]) if now is not None else 0,
    )


def _missing(cells: ColumnCells | None) -> float | None:
    if cells is None or not int(cells.rows[0]):
        return None
    return float(cells.nulls[0] / cells.rows[0])


def _outside(cells: ColumnCells | None) -> float | None:
    if cells is None or not int(cells.present[0]):
        return None
    return float((cells.below[0] + cells.above[0]) / cells.present[0])
