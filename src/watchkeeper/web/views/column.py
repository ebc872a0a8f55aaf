"""One column: its counts in a window beside the reference, and its numbers over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from watchkeeper.app.deployed import Deployed
from watchkeeper.model import Finding, Window
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.report.episodes import find_episodes
from watchkeeper.report.of_workspace import series_of
from watchkeeper.report.report import SeriesView
from watchkeeper.store import Hours, read_profiles
from watchkeeper.store.lake.schemas import PROFILES
from watchkeeper.web.site import Site
from watchkeeper.web.views.cache import mark
from watchkeeper.web.views.model_view import ModelView

MOST_SERIES = 3
_USUAL = (("missing", ""), ("drift", "mean"), ("drift", "psi_debiased"), ("unseen", ""))


@dataclass(frozen=True, slots=True)
class Sides:
    """The column of one version's reference, and the counts of one window against it."""

    column: ColumnBaseline
    cells: ColumnCells
    window: Window
    version: str


def worst_place(view: ModelView, inside: Sequence[Finding]) -> tuple[Window | None, str | None]:
    """Return the window to show, and its version.

    The worst of what goes on now; else the worst in the span; else the newest.
    """
    episodes = find_episodes(inside)
    last = view.window.end if view.window is not None else None
    episodes = tuple(e for e in episodes if e.end == last) or episodes
    if episodes:
        peak = episodes[0].peak
        if peak.window_start is not None and peak.window_end is not None:
            return Window(peak.window_start, peak.window_end), peak.version
    live = view.live
    return view.window, live.version.version if live is not None else None


def sides(
    site: Site, view: ModelView, name: str, window: Window | None, version: str | None
) -> Sides | None:
    """Return the counts of the column *name* in a window; None where there are none."""
    found = next((d for d in view.versions if d.version.version == version), None)
    if window is None or found is None or found.baseline is None:
        return None
    column = next((c for c in found.baseline.columns if c.name == name), None)
    if column is None:
        return None
    store, model = site.workspace.store, view.model.name
    marked = (mark(store, model, PROFILES), window, found.key())
    cells = site.cache.get(
        ("sides", model, view.environment, name),
        marked,
        lambda: _read(site, model, found, column, window),
    )
    return Sides(column, cells, window, found.version.version) if cells is not None else None


def _read(
    site: Site, model: str, deployed: Deployed, column: ColumnBaseline, window: Window
) -> ColumnCells | None:
    found = read_profiles(
        site.workspace.store,
        model,
        deployed.key(),
        {column.name: column.bins.size},
        Hours(window.start, window.end),
        columns=[column.name],
    )
    return found.total().columns.get(column.name) if found is not None and len(found) else None


def column_series(name: str, findings: Sequence[Finding]) -> list[SeriesView]:
    """Return the numbers of a column over its windows: those that were loud first."""
    found: dict[tuple[str, str], SeriesView] = {}
    for monitor, measure in _wanted(findings):
        if (monitor, measure) in found or len(found) == MOST_SERIES:
            continue
        series = series_of(monitor, name, measure, findings)
        if sum(point[1] is not None for point in series.points) > 1:
            found[monitor, measure] = with_steady_limits(series)
    return list(found.values())


def with_steady_limits(series: SeriesView) -> SeriesView:
    """Leave limits and expectations out where most windows were held to another number."""
    held = sum(point[2] is not None for point in series.points)
    if held * 2 >= len(series.points):
        return series
    bare = tuple((at, value, None, None, None, level) for at, value, *_, level in series.points)
    return replace(series, points=bare)


def _wanted(findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    for episode in find_episodes(findings):
        if episode.peak.measure is not None:
            yield episode.monitor, episode.peak.measure
    for monitor, measure in _USUAL:
        usual = measure or _usual_measure(monitor, findings)
        if usual:
            yield monitor, usual


def _usual_measure(monitor: str, findings: Sequence[Finding]) -> str:
    measures = Counter(f.measure for f in findings if f.monitor == monitor and f.measure)
    return measures.most_common(1)[0][0] if measures else ""
