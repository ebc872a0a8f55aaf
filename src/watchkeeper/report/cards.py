"""The few numbers under the verdict: each with its interval, its limit and its n."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from watchkeeper.model import Finding, Level, MetricValue
from watchkeeper.model.figures import NONE, count, number, quantity, times
from watchkeeper.report.report import MetricSeries, Report
from watchkeeper.report.rows import Glyph, glyph
from watchkeeper.report.verdict import columns_of, judged_columns
from watchkeeper.report.wording import name_of, stretch

MOST_METRICS = 3
MATURE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One number: what, how much, between what, on what it rests."""

    name: str
    value: str
    interval: str
    under: str
    level: Level | None = None
    glyph: Glyph | None = None


def cards(report: Report, zone: tzinfo) -> list[Card]:
    """Return up to five cards: metrics worst first, rows, and how much was judged."""
    if not report.findings and not report.metrics:
        return []
    said = {(f.subject, f.window_start): f.level for f in report.findings if _is_metric(f)}
    found = [_metric_card(s, said, zone) for s in report.metrics if s.points]
    found.sort(key=lambda card: -card.level.rank if card.level else 0)
    return [*found[:MOST_METRICS], *_counts(report)]


def _counts(report: Report) -> list[Card]:
    columns = columns_of(report.findings)
    judged = judged_columns(report.findings)
    out: list[Card] = []
    if report.rows_current or report.rows_reference:
        under = f"reference {count(report.rows_reference)}" if report.rows_reference else ""
        out.append(Card(name="Rows", value=count(report.rows_current), interval="", under=under))
    if columns:
        blind = len(columns) - len(judged)
        under = f"{times(blind, 'column')} could not be judged" if blind else "all columns"
        value, of = count(len(judged)), f"of {count(len(columns))}"
        level = Level.UNKNOWN if blind else None
        out.append(Card(name="Columns judged", value=value, interval=of, under=under, level=level))
    return out


def _is_metric(finding: Finding) -> bool:
    return finding.subject_kind == "metric"


def _metric_card(
    series: MetricSeries, said: Mapping[tuple[str, datetime | None], Level], zone: tzinfo
) -> Card:
    point = _last_full(series.points)
    level = said.get((series.metric, point.window_start))
    value, span = quantity(point.value, point.lower, point.upper)
    name = name_of(series.metric)
    title = name[:1].upper() + name[1:]
    if point.window_start and point.window_end and len(series.points) > 1:
        title = f"{title}, {stretch(point.window_start, point.window_end, zone)}"
    if value == NONE:
        return Card(name=title, value=NONE, interval="", under=point.reason, level=Level.UNKNOWN)
    reference = series.reference.value if series.reference else None
    under = [
        f"limit {number(series.limit)}" if series.limit is not None else "",
        f"reference {number(reference)}" if reference is not None else "",
        f"n {count(point.n_labelled)}",
    ]
    marks = glyph(point.value, point.lower, point.upper, series.limit, reference)
    return Card(
        name=title,
        value=value,
        interval=span,
        under=" · ".join(u for u in under if u),
        level=level,
        glyph=marks,
    )


def _last_full(points: Sequence[MetricValue]) -> MetricValue:
    """Return the last window with a value and nearly all labels; else simply the last."""
    full = [p for p in points if p.value is not None and (p.matured_share or 0) >= MATURE]
    return full[-1] if full else points[-1]
