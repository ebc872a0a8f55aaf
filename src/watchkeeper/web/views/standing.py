"""How a model stands: the levels of all windows, and the findings that need somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.model import Finding, Window
from watchkeeper.report.episodes import find_episodes
from watchkeeper.store import read_results
from watchkeeper.store.judged import Judged, read_about, read_judged
from watchkeeper.store.lake.schemas import RESULTS, TIMESTAMP
from watchkeeper.web.site import Site
from watchkeeper.web.span import Span
from watchkeeper.web.views.cache import mark


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said of one environment of a model: levels of all windows, findings of the loud.

    ``levels`` has the columns of `watchkeeper.store.judged.Judged.levels`.
    """

    levels: pa.Table
    loud: tuple[Finding, ...]

    def newest(self, span: Span, version: str | None = None) -> Window | None:
        """Return the newest judged window in *span*, of one version or of any."""
        rows = self.levels.filter(inside(span))
        if version is not None:
            rows = rows.filter(pc.field("version") == version)
        if not rows.num_rows:
            return None
        end = pc.max(rows["window_end"])
        last = rows.filter(pc.field("window_end") == end)
        return Window(pc.max(last["window_start"]).as_py(), end.as_py())

    def loud_in(self, span: Span) -> list[Finding]:
        """Return the findings in *span* that need somebody."""
        return [f for f in self.loud if span.holds(f.window_start, f.window_end)]


def inside(span: Span) -> pc.Expression:
    """Return the condition that a window lies in *span*."""
    where = pc.field("window_end") <= pa.scalar(span.end, TIMESTAMP)
    if span.start is not None:
        where = where & (pc.field("window_start") >= pa.scalar(span.start, TIMESTAMP))
    return where


def standing(site: Site, model: str, environment: str) -> Standing:
    """Return what was said of *model* in one environment, as known now."""
    seen = mark(site.workspace.store, model, RESULTS)

    def made() -> Standing:
        judged = _judged(site, model)
        levels = judged.levels.filter(pc.field("environment") == environment)
        loud = tuple(f for f in judged.loud if f.environment == environment)
        return Standing(levels.combine_chunks(), loud)

    return site.findings.get(("standing", model, environment), seen, made)


def _judged(site: Site, model: str) -> Judged:
    store = site.workspace.store
    return site.findings.grow(
        ("judged", model), mark(store, model, RESULTS), lambda old: read_judged(store, model, old)
    )


def findings_in(
    site: Site, model: str, environment: str, window: Window | None
) -> tuple[Finding, ...]:
    """Return all that was said of one window."""
    if window is None:
        return ()
    store = site.workspace.store
    key = ("window", model, environment)
    marked = (mark(store, model, RESULTS), window)

    def read() -> tuple[Finding, ...]:
        found = read_results(store, model, during=window)
        return tuple(f for f in found if f.environment == environment)

    return site.findings.get(key, marked, read)


def findings_about(site: Site, model: str, environment: str, subject: str) -> tuple[Finding, ...]:
    """Return all that was ever said about one column, in order of time."""
    store = site.workspace.store
    seen = mark(store, model, RESULTS)
    rows = site.findings.grow(
        ("rows", model, subject), seen, lambda old: read_about(store, model, subject, old)
    )

    def made() -> tuple[Finding, ...]:
        found = rows.findings(_judged(site, model).superseded)
        return tuple(f for f in found if f.environment == environment)

    return site.findings.get(("subject", model, environment, subject), seen, made)


def since(loud: Sequence[Finding], window: Window | None) -> datetime | None:
    """Return since when the oldest of what is beyond its limit in *window* has been so."""
    if window is None:
        return None
    return min((e.start for e in find_episodes(loud) if e.end == window.end), default=None)
