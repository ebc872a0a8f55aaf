"""A chart with all that stands around it: size, words for the blind, key, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from watchkeeper.charts.distribution import distribution
from watchkeeper.charts.episode_spans import Bar, episode_spans
from watchkeeper.charts.marks import Occasion
from watchkeeper.charts.metric_over_time import metric_over_time
from watchkeeper.charts.monitored_series import SeriesPoint, monitored_series
from watchkeeper.charts.row_counts import row_counts
from watchkeeper.charts.spec import Spec, full_height
from watchkeeper.model import Level, MetricValue
from watchkeeper.model.figures import NONE, count, number, quantity, times
from watchkeeper.report.episodes import Episode
from watchkeeper.report.report import ColumnView, Event, MetricSeries, SeriesView
from watchkeeper.report.wording import (
    LEVEL_WORDS,
    name_of,
    stretch,
    subject_words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A spec, the sentence a screen reader speaks, the key (style, words), the same as a table."""

    spec: Spec
    says: str
    key: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def height(self) -> int:
        """Return the pixels to reserve before the chart is drawn."""
        return full_height(self.spec)


def column_figure(column: ColumnView) -> Figure:
    """Return the distributions of one column."""
    spec = distribution(
        labels=column.labels,
        reference=column.reference,
        current=column.current,
        edges=column.edges if column.kind == "numeric" else None,
    )
    ref, cur = column.reference_name, column.current_name
    shares = zip(column.labels, column.reference, column.current, strict=True)
    return Figure(
        spec=spec,
        says=f"{column.name}: shares of rows, {cur} against {ref}",
        key=(("ref", ref), ("bar" if column.edges is None else "cur", cur)),
        head=("value", ref, cur),
        rows=tuple((k, number(r, unit="share"), number(c, unit="share")) for k, r, c in shares),
    )


def metric_figure(
    series: MetricSeries, events: Sequence[Event], zone: tzinfo, *, words: bool = True
) -> Figure:
    """Return a metric over its windows with interval, limit and reference."""
    points = [_local(p, zone) for p in series.points if p.window_start and p.window_end]
    reference = series.reference.value if series.reference else None
    spec = metric_over_time(
        points,
        reference=reference,
        limit=series.limit,
        occasions=_occasions(events, zone),
        words=words,
    )
    last = points[-1]
    return Figure(
        spec=spec,
        says=f"{name_of(series.metric)} over {times(len(points), 'window')}; {_last(last, zone)}",
        key=(*_metric_key(series, points), *_event_key(events)),
        head=("window", name_of(series.metric), "95\u202f%", "n", "labelled", "why not"),
        rows=tuple(_metric_row(p, zone) for p in reversed(points)),
    )


def counts_figure(series: MetricSeries, zone: tzinfo) -> Figure:
    """Return the rows and labels behind a metric, to stand under it."""
    points = [_local(p, zone) for p in series.points if p.window_start and p.window_end]
    n, labelled = sum(p.n for p in points), sum(p.n_labelled for p in points)
    says = f"{times(n, 'row')} in {times(len(points), 'window')}, {count(labelled)} with a label"
    return Figure(spec=row_counts(points), says=says, key=(), head=(), rows=())


def series_figure(series: SeriesView, events: Sequence[Event], zone: tzinfo) -> Figure:
    """Return a monitored number over windows with its expectation and limits."""
    points = [SeriesPoint(p[0].astimezone(zone), *p[1:]) for p in series.points]
    share = series.unit == "share"
    spec = monitored_series(points, share=share, occasions=_occasions(events, zone))
    loud = sum(p.level.rank >= Level.WARNING.rank for p in points)
    return Figure(
        spec=spec,
        says=f"{series.subject}, {name_of(series.measure)}: {times(len(points), 'window')}, "
        f"{loud} beyond the limit",
        key=(*_series_key(points), *_event_key(events)),
        head=("from", "measured", "expected", "allowed", "level"),
        rows=tuple(_series_row(p, series.unit) for p in reversed(points)),
    )


def episodes_figure(
    found: Sequence[Episode], events: Sequence[Event], span: tuple[datetime, datetime], zone: tzinfo
) -> Figure:
    """Return when what was beyond its limits, in the order of *found*."""
    bars = [
        Bar(_title(e), e.level, e.start.astimezone(zone), e.end.astimezone(zone)) for e in found
    ]
    domain = (span[0].astimezone(zone), span[1].astimezone(zone))
    return Figure(
        spec=episode_spans(bars, domain=domain, occasions=_occasions(events, zone)),
        says=f"{times(len(found), 'episode')} by subject over {stretch(*span, zone)}",
        key=(("tall", "critical"), ("low", "warning"), *_event_key(events)),
        head=("when", "subject", "monitor", "level", "windows"),
        rows=tuple(
            (
                stretch(e.start, e.end, zone),
                _title(e),
                name_of(e.monitor),
                LEVEL_WORDS[e.level],
                count(e.windows),
            )
            for e in found
        ),
    )


def window_word(points: Sequence[MetricValue]) -> str:
    """Return what the windows of *points* are called: hour, day, week or window."""
    lengths = {p.window_end - p.window_start for p in points if p.window_start and p.window_end}
    if not lengths:
        return "window"
    usual = sorted(lengths)[len(lengths) // 2]
    known = {
        timedelta(hours=1): "hour",
        timedelta(days=1): "day",
        timedelta(days=7): "week",
    }
    near = [word for length, word in known.items() if abs(usual - length) <= timedelta(hours=1) / 2]
    return near[0] if near else "window"


def _title(episode: Episode) -> str:
    kind, subject = episode.peak.subject_kind, episode.subject
    if kind == "model":
        return name_of(episode.monitor)
    return subject_words(kind, subject)


def _local(point: MetricValue, zone: tzinfo) -> MetricValue:
    start, end = point.window_start, point.window_end
    return replace(
        point,
        window_start=start.astimezone(zone) if start else None,
        window_end=end.astimezone(zone) if end else None,
    )


def _occasions(events: Sequence[Event], zone: tzinfo) -> list[Occasion]:
    return [
        Occasion(
            e.at.astimezone(zone),
            e.text,
            loud=e.kind == "fault",
            until=e.until.astimezone(zone) if e.until else None,
        )
        for e in sorted(events, key=lambda e: e.at)
        if e.kind in ("deploy", "fault")
    ]


def _series_key(points: Sequence[SeriesPoint]) -> tuple[tuple[str, str], ...]:
    """Return the words of what is drawn, and of nothing else."""
    limits = any(p.low_limit is not None or p.high_limit is not None for p in points)
    levels = {p.level for p in points}
    drawn = (
        (True, ("line", "measured")),
        (any(p.expected is not None for p in points), ("dots", "expected")),
        (limits, ("lim", "limits")),
        (Level.WARNING in levels, ("tri", "warning")),
        (Level.CRITICAL in levels, ("sq", "critical")),
    )
    return tuple(entry for there, entry in drawn if there)


def _event_key(events: Sequence[Event]) -> tuple[tuple[str, str], ...]:
    kinds = {(e.kind, e.until is None) for e in events}
    shaded = (("fault", "announced fault"),) if ("fault", False) in kinds else ()
    return (*shaded, *((("deploy", "deployment"),) if ("deploy", True) in kinds else ()))


def _metric_key(series: MetricSeries, points: Sequence[MetricValue]) -> tuple[tuple[str, str], ...]:
    key = [("line", "value"), ("band", "95\u202f% interval")]
    if series.limit is not None:
        key.append(("lim", f"limit {number(series.limit)}"))
    if series.reference is not None and series.reference.value is not None:
        key.append(("dots", f"reference {number(series.reference.value)}"))
    if any(p.value is not None and (p.matured_share or 0) < 0.9 for p in points):
        key.append(("hollow", "under 90\u202f% of labels in"))
    if any(p.value is None for p in points):
        key.append(("hatched", "not measured"))
    return tuple(key)


def _metric_row(point: MetricValue, zone: tzinfo) -> tuple[str, ...]:
    value, span = quantity(point.value, point.lower, point.upper)
    when = stretch(point.window_start, point.window_end, zone) if point.window_end else ""  # type: ignore[arg-type]
    share = number(point.matured_share, unit="share")
    return (when, value, span or NONE, count(point.n), share, point.reason)


def _last(point: MetricValue, zone: tzinfo) -> str:
    value, span = quantity(point.value, point.lower, point.upper)
    if value == NONE:
        return f"the last is not known: {point.reason}"
    return f"the last is {value} {span}, n {count(point.n_labelled)}"


def _series_row(point: SeriesPoint, unit: str) -> tuple[str, ...]:
    at = point.window_start
    low, high = (number(v, unit=unit) for v in (point.low_limit, point.high_limit))
    allowed = f"{low} to {high}" if NONE not in (low, high) else high if low == NONE else low
    return (
        f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}",
        number(point.value, unit=unit),
        number(point.expected, unit=unit),
        allowed,
        LEVEL_WORDS[point.level],
    )
