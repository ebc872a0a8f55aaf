"""A model: can it be trusted, since when not, why, what next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from watchkeeper.model import Level
from watchkeeper.report.episodes import find_episodes
from watchkeeper.report.figures import Figure, counts_figure, metric_figure
from watchkeeper.report.of_workspace import events_of
from watchkeeper.report.page import Charts
from watchkeeper.report.report import Event, MetricSeries
from watchkeeper.report.rows import Gap, Line, gaps, loud_lines
from watchkeeper.report.wording import name_of
from watchkeeper.web.model_frame import columns_of, features_of, model_data, model_frame
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.key_numbers import KeyNumber, key_numbers
from watchkeeper.web.views.measured import metric_series, step_of
from watchkeeper.web.views.model_view import ModelView, model_view

MOST_LINES = 12
_WIDTHS = {"1h": "hour", "1d": "day", "1w": "week"}


@dataclass(frozen=True, slots=True)
class MetricPanel:
    """A metric over time, drawn, with its counts below."""

    title: str
    series: MetricSeries
    figure: dict[str, Any]
    counts: dict[str, Any]


def overview(site: Site, asked: Asked) -> Answer:
    """Show the model's verdict, its key numbers and what was beyond its limits."""
    view = model_view(site, asked)
    charts = Charts()
    everything = asked.query.get("rows") == "all"
    events = _events(site, view)
    series = panel(
        "performance",
        lambda: metric_series(site, view.model, view.versions, view.span, view.findings),
    )
    known = series.value or []
    context = model_frame(site, asked, view, "") | {
        "numbers": panel("key numbers", lambda: _numbers(site, view, known)),
        "metrics": panel(
            "charts of performance",
            lambda: _metrics(site, view, known, events, charts),
        ),
        "series_error": series.error,
        "events": sorted(events, key=lambda e: e.at, reverse=True)[:8],
        "findings": panel("findings", lambda: _lines(view, everything=everything)),
        "columns": {column.name for column in columns_of(view)},
        "gaps": panel("what was not judged", lambda: _gaps(view)),
        "charts": charts.json() if charts.data else "",
    }
    return Answer(template="overview.html", context=context, data=lambda: _data(site, view, known))


def _numbers(site: Site, view: ModelView, series: Sequence[MetricSeries]) -> list[KeyNumber]:
    return key_numbers(site, view, series, len(features_of(view)))


def _events(site: Site, view: ModelView) -> list[Event]:
    span = view.span
    return [
        event
        for event in events_of(site.workspace, view.model.name)
        if event.at <= span.end and (span.start is None or event.at >= span.start)
    ]


def _metrics(
    site: Site,
    view: ModelView,
    series: Sequence[MetricSeries],
    events: Sequence[Event],
    charts: Charts,
) -> list[MetricPanel]:
    every = step_of(site, view.span)
    width = _WIDTHS.get(every, every)
    found = []
    for i, one in enumerate(series):
        if sum(p.window_start is not None for p in one.points) < 2:
            continue
        name = name_of(one.metric)
        drawn, below = _figures(site, view, one, events, words=i == 0)
        figure, counts = charts.add(drawn), charts.add(below)
        title = f"{name[:1].upper()}{name[1:]} by {width}"
        found.append(MetricPanel(title, one, figure, counts))
    return found


def _figures(
    site: Site, view: ModelView, one: MetricSeries, events: Sequence[Event], *, words: bool
) -> tuple[Figure, Figure]:
    return site.cache.get(
        ("figures", view.model.name, view.environment, one.metric),
        (one, tuple(events), view.zone, words),
        lambda: (
            metric_figure(one, events, view.zone, words=words),
            counts_figure(one, view.zone),
        ),
    )


def _lines(view: ModelView, *, everything: bool) -> tuple[list[Line], int]:
    quiet = [f for f in view.findings if f.level.rank < Level.WARNING.rank]
    found = loud_lines([*view.loud, *quiet], view.zone)
    return found if everything else found[:MOST_LINES], len(found)


def _gaps(view: ModelView) -> list[Gap]:
    return gaps(view.findings)


def _data(site: Site, view: ModelView, series: Sequence[MetricSeries]) -> dict[str, Any]:
    return model_data(site, view) | {
        "findings": [f.to_dict() for f in view.findings],
        "episodes": [
            {
                "monitor": e.monitor,
                "subject": e.subject,
                "level": e.level,
                "start": e.start,
                "end": e.end,
                "windows": e.windows,
                "peak": e.peak.value,
                "limit": e.peak.limit,
            }
            for e in find_episodes(view.loud)
        ],
        "metrics": [
            {"metric": s.metric, "limit": s.limit, "reference": s.reference, "points": s.points}
            for s in series
        ],
    }
