"""One line per live version of every model, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.model import Finding, Level, MetricValue, Model, Window
from watchkeeper.model.figures import times
from watchkeeper.report.rows import Glyph, glyph
from watchkeeper.report.verdict import verdict, worst
from watchkeeper.store.lake.schemas import LABELS, PREDICTIONS, RESULTS, SCORES
from watchkeeper.web.site import Site
from watchkeeper.web.span import Span
from watchkeeper.web.views.cache import mark, to_day
from watchkeeper.web.views.measured import SHOWN, Lag, label_lag, metric_points
from watchkeeper.web.views.standing import findings_in, since, standing

_WEEKS = timedelta(weeks=13)
_RECENT = timedelta(days=28)

READ_AT_ONCE = 8
"""Models whose news a visit waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A live version of a model in the inventory.

    ``metric`` is the primary one as the newest window was judged by it, ``points`` the same
    week by week. ``matured`` is the share of the last four weeks' rows whose label is there.
    ``unread`` says that nothing is known yet.
    """

    model: str
    zone: tzinfo
    owner: str
    version: str | None
    environment: str | None
    deployed_at: datetime | None
    level: Level
    verdict: str
    since: datetime | None
    window: Window | None
    metric_name: str
    metric: Finding | None
    glyph: Glyph | None
    points: tuple[MetricValue, ...]
    ticks: tuple[str, ...]
    matured: float | None
    lag: Lag | None
    drifted: int | None
    features: int
    rows_a_day: float | None
    last_row: datetime | None
    unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All lines, worst first, then by name.

    Of ``models``, ``reading`` have news that is still being read: their lines are those from
    before; of the ``unread`` ones nothing is known yet.
    """

    lines: tuple[Line, ...]
    models: int
    reading: int
    unread: int


def read_inventory(site: Site) -> Inventory:
    """Return the line of every live version; what takes long is read behind the page.

    News of up to `READ_AT_ONCE` models are read at once. Of more, the first visit shows the
    lines from before, and they are new on one of the next.
    """
    deployed = site.workspace.all_versions()
    sources = [_Source(site, m, tuple(deployed.get(m.name, ()))) for m in site.workspace.models()]
    late = [source for source in sources if not source.is_read()][READ_AT_ONCE:]
    before = {source.model.name: source.before() for source in late}
    for source in late:
        site.behind.ask(("line", source.model.name), source.read)
    found = [line for s in sources for line in before.get(s.model.name) or s.read()]
    return Inventory(
        lines=tuple(sorted(found, key=_worst_first)),
        models=len(sources),
        reading=len(late),
        unread=sum(line.unread for line in found),
    )


def _worst_first(line: Line) -> tuple[int, str, str]:
    return -line.level.rank, line.model, line.environment or ""


class _Source:
    """Where the lines of one model come from, and the mark under which they hold."""

    def __init__(self, site: Site, model: Model, deployed: Sequence[Deployed]) -> None:
        end = site.now()
        self.site, self.model, self._deployed = site, model, deployed
        self._live = {str(d.version.environment): d for d in deployed}
        self._span = Span(start=end - _WEEKS, end=end, words="", query={}, live=True)
        self._key = ("lines", model.name)
        seen = mark(site.workspace.store, model.name, RESULTS, SCORES, LABELS, PREDICTIONS)
        # All moments of a line are those of its tables: a day's passing moves only their ages.
        self._mark = (model, seen, tuple(d.version for d in self._live.values()), to_day(end))

    def is_read(self) -> bool:
        """Return whether the lines are kept as they are now."""
        kept = self.site.cache.kept(self._key)
        return not self._live or (kept is not None and kept[0] == self._mark)

    def read(self) -> list[Line]:
        """Return the lines as they are now."""
        if not self._live:
            return [_empty(self.model, "No version is deployed.")]
        return self.site.cache.get(self._key, self._mark, self._lines)

    def before(self) -> list[Line]:
        """Return the lines as they were read last."""
        kept = self.site.cache.kept(self._key)
        return kept[1] if kept is not None else [_empty(self.model, "Being read.", unread=True)]

    def _lines(self) -> list[Line]:
        return [
            _line(self.site, self.model, self._deployed, live, self._span)
            for live in self._live.values()
        ]


def _empty(model: Model, verdict: str, *, unread: bool = False) -> Line:
    return Line(
        model=model.name,
        zone=ZoneInfo(model.timezone),
        owner=model.owner,
        version=None,
        environment=None,
        deployed_at=None,
        level=Level.UNKNOWN,
        verdict=verdict,
        since=None,
        window=None,
        metric_name=SHOWN[model.task][0],
        metric=None,
        glyph=None,
        points=(),
        ticks=(),
        matured=None,
        lag=None,
        drifted=None,
        features=0,
        rows_a_day=None,
        last_row=None,
        unread=unread,
    )


def _line(
    site: Site, model: Model, versions: Sequence[Deployed], live: Deployed, span: Span
) -> Line:
    version, environment = live.version.version, str(live.version.environment)
    stands = standing(site, model.name, environment)
    window = stands.newest(span, version)
    findings = tuple(
        f for f in findings_in(site, model.name, environment, window) if f.version == version
    )
    name = SHOWN[model.task][0]
    metric = next((f for f in findings if (f.monitor, f.subject) == ("performance", name)), None)
    there = [d for d in versions if str(d.version.environment) == environment]
    points = tuple(p for d in there for p in metric_points(site, model, d, [name], span, "1w"))
    rows, last_row = arrived(site, model.name)
    return Line(
        model=model.name,
        zone=ZoneInfo(model.timezone),
        owner=model.owner,
        version=version,
        environment=environment,
        deployed_at=live.version.deployed_at,
        level=worst(findings),
        verdict=verdict(findings, timezone=model.timezone) if window else _nothing(live, rows),
        since=since(stands.loud_in(span), window),
        window=window,
        metric_name=name,
        metric=metric if metric is not None and metric.value is not None else None,
        glyph=_glyph(metric),
        points=points,
        ticks=_ticks(stands.loud, window),
        matured=_matured(points, span),
        lag=label_lag(site, model.name),
        drifted=len({f.subject for f in findings if _is_loud_feature(f)}) if window else None,
        features=_features(live),
        rows_a_day=_rows_a_day(points),
        last_row=last_row,
    )


def _nothing(live: Deployed, rows: int) -> str:
    if live.baseline is None:
        return f"Collecting: {times(rows, 'row')} so far; set a baseline to have them judged."
    return f"No window has been judged; {times(rows, 'row')} so far."


def _features(live: Deployed) -> int:
    columns = live.baseline.columns if live.baseline is not None else ()
    return sum(column.role == "feature" for column in columns)


def _is_loud_feature(finding: Finding) -> bool:
    return finding.subject_kind == "feature" and finding.level.rank >= Level.WARNING.rank


def _glyph(metric: Finding | None) -> Glyph | None:
    if metric is None:
        return None
    return glyph(metric.value, metric.lower, metric.upper, metric.limit, metric.expected)


def _ticks(loud: Sequence[Finding], window: Window | None) -> tuple[str, ...]:
    """Return the worst level of each of the last 28 days, oldest first."""
    if window is None:
        return ()
    worst_of: dict[int, int] = {}
    for f in loud:
        if f.window_end is not None:
            back = (window.end - f.window_end) // timedelta(days=1)
            worst_of[back] = max(worst_of.get(back, 0), f.level.rank)
    words = {0: "", Level.WARNING.rank: "w", Level.CRITICAL.rank: "c"}
    return tuple(words[worst_of.get(back, 0)] for back in range(27, -1, -1))


def _recent(points: Sequence[MetricValue], span: Span) -> list[MetricValue]:
    return [p for p in points if p.window_end is not None and p.window_end > span.end - _RECENT]


def _matured(points: Sequence[MetricValue], span: Span) -> float | None:
    recent = _recent(points, span)
    rows = sum(p.n for p in recent)
    return sum(p.n_labelled for p in recent) / rows if rows else None


def _rows_a_day(points: Sequence[MetricValue]) -> float | None:
    """Return the rows a day of the last whole week."""
    whole = [p for p in points if p.n][:-1][-1:] or [p for p in points if p.n]
    return whole[-1].n / 7 if whole else None


def arrived(site: Site, model: str) -> tuple[int, datetime | None]:
    """Return how many rows of the model are recorded, and the time of the last one."""
    store = site.workspace.store
    return site.cache.get(
        ("arrived", model), mark(store, model, PREDICTIONS), lambda: _last_row(site, model)
    )


def _last_row(site: Site, model: str) -> tuple[int, datetime | None]:
    table = site.workspace.store.table(model, PREDICTIONS)
    if not table.exists():
        return 0, None
    snapshot = table.snapshot()
    days = [day for day in snapshot.days if day is not None]
    rows = sum(file.rows for file in snapshot.files)
    if not days:
        return rows, None
    newest = pc.max(snapshot.read(["timestamp"], days=[max(days)])["timestamp"]).as_py()
    return rows, newest
