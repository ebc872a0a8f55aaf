"""The few numbers under a model's verdict, each with what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import NONE, PER_CENT, count, number, quantity, times
from watchkeeper.report.report import MetricSeries
from watchkeeper.report.rows import Glyph, glyph
from watchkeeper.report.wording import name_of
from watchkeeper.web.site import Site
from watchkeeper.web.templating import ago
from watchkeeper.web.views.measured import SHOWN, label_lag
from watchkeeper.web.views.model_view import ModelView

MOST_METRICS = 3
MATURE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNumber:
    """One number: what, how much, between what, on what it rests."""

    name: str
    value: str
    beside: str = ""
    under: str
    level: Level | None = None
    glyph: Glyph | None = None
    share: float | None = None


def key_numbers(
    site: Site, view: ModelView, series: Sequence[MetricSeries], features: int
) -> list[KeyNumber]:
    """Return up to five numbers: metrics as they were judged, labels, and columns."""
    metrics = {f.subject: f for f in view.findings if f.monitor == "performance"}
    drift = {f.subject: f for f in view.findings if f.monitor == "label_drift"}
    said = metrics | drift
    found = [_metric(said[name]) for name in SHOWN[view.model.task] if name in said]
    return [*found[:MOST_METRICS], *_labels(site, view, series), *_columns(view, features)]


def _metric(finding: Finding) -> KeyNumber:
    title = name_of(finding.subject)
    title = title[:1].upper() + title[1:]
    value, span = quantity(finding.value, finding.lower, finding.upper)
    if value == NONE:
        return KeyNumber(name=title, value=NONE, under=finding.reason, level=Level.UNKNOWN)
    windows = next((m.value for m in finding.measures if m.name == "span"), None)
    under = [
        f"limit {number(finding.limit)}" if finding.limit is not None else "",
        f"reference {number(finding.expected)}" if finding.expected is not None else "",
        f"n {count(finding.n_current)}",
    ]
    if windows:
        title = f"{title}, {times(int(windows), 'window')}"
    return KeyNumber(
        name=title,
        value=value,
        beside=span,
        under=" · ".join(u for u in under if u),
        level=finding.level,
        glyph=glyph(finding.value, finding.lower, finding.upper, finding.limit, finding.expected),
    )


def _labels(site: Site, view: ModelView, series: Sequence[MetricSeries]) -> list[KeyNumber]:
    points = series[0].points if series else ()
    rows, labelled = sum(p.n for p in points), sum(p.n_labelled for p in points)
    if not rows:
        return []
    lag = label_lag(site, view.model.name)
    late = f"half within {ago(lag.middle)}, 95{PER_CENT} within {ago(lag.late)}" if lag else ""
    share = labelled / rows
    return [
        KeyNumber(
            name="Labels in",
            value=number(share, unit="share"),
            beside=f"of {count(rows)}",
            under=late or "no label has arrived",
            level=None if share >= MATURE else Level.UNKNOWN,
            share=share,
        )
    ]


def _columns(view: ModelView, features: int) -> list[KeyNumber]:
    if view.window is None or not features:
        return []
    loud = {
        f.subject
        for f in view.findings
        if f.subject_kind == "feature" and f.level.rank >= Level.WARNING.rank
    }
    critical = any(f.level is Level.CRITICAL for f in view.findings if f.subject in loud)
    level = Level.CRITICAL if critical else Level.WARNING if loud else None
    return [
        KeyNumber(
            name="Features beyond a limit",
            value=count(len(loud)),
            beside=f"of {count(features)}",
            under=", ".join(sorted(loud)[:3]) + (" …" if len(loud) > 3 else "") or "none now",
            level=level,
        )
    ]
