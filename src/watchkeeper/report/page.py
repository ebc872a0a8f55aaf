"""The report as one HTML page: everything inside, nothing fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from watchkeeper.charts.spec import Spec
from watchkeeper.model import Level, MetricValue
from watchkeeper.model.figures import count, number, times
from watchkeeper.report import assets
from watchkeeper.report.cards import cards
from watchkeeper.report.episodes import find_episodes
from watchkeeper.report.figures import (
    Figure,
    column_figure,
    counts_figure,
    episodes_figure,
    metric_figure,
    series_figure,
    window_word,
)
from watchkeeper.report.panels import ColumnPanel, column_panels
from watchkeeper.report.report import Report
from watchkeeper.report.rows import gaps, loud_lines, quiet, spoken
from watchkeeper.report.verdict import columns_of, last_window_end, next_step, why
from watchkeeper.report.wording import LEVEL_WORDS, clock, day, name_of, stretch

MOST_SUBJECTS = 30


def environment() -> Environment:
    """Return the templates with our filters; everything is escaped unless marked safe."""
    env = Environment(
        loader=PackageLoader("watchkeeper.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        count=count, number=number, words=name_of, times=times, clock=clock, spoken=spoken
    )
    env.globals["level_words"] = {level.value: word for level, word in LEVEL_WORDS.items()}
    return env


@dataclass
class Charts:
    """The charts of one page: each spec's skeleton once, however many share it."""

    skeletons: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)

    def add(self, figure: Figure) -> dict[str, Any]:
        """Take *figure* in; return what the template needs to place it."""
        spec = {k: v for k, v in figure.spec.items() if k != "datasets"}
        skeleton = self.skeletons.setdefault(json.dumps(spec), f"s{len(self.skeletons)}")
        name = f"c{len(self.data)}"
        self.data[name] = {k: _by_column(rows) for k, rows in figure.spec["datasets"].items()}
        if figure.head:
            self.tables[name] = [figure.head, figure.rows]
        return {
            "name": name,
            "spec": skeleton,
            "says": figure.says,
            "height": figure.height,
            "key": figure.key,
            "table": bool(figure.head),
        }

    def json(self) -> Markup:
        """Return all of it for the page's program."""
        specs: dict[str, Spec] = {name: json.loads(text) for text, name in self.skeletons.items()}
        whole = {"specs": specs, "data": self.data, "tables": self.tables}
        return Markup(assets.json_inside_html(whole))  # noqa: S704  escaped for its element


def page(report: Report) -> str:
    """Return *report* as one HTML document."""
    zone = ZoneInfo(report.timezone)
    charts = Charts()
    context = _top(report, zone) | _sections(report, zone, charts)
    scripts = [*assets.drawing(), assets.behaviour()] if charts.data else [assets.behaviour()]
    return environment().get_template("report.html").render(
        context,
        charts=charts.json(),
        theme=Markup(assets.theme_inside_html()),  # noqa: S704  our own file
        style=Markup(assets.style()),  # noqa: S704  our own file
        scripts=[Markup(text) for text in scripts],  # noqa: S704  ours and vendored
        hashes=" ".join(assets.source_hash(text) for text in scripts),
    )  # fmt: skip


def _top(report: Report, zone: tzinfo) -> dict[str, Any]:
    findings = report.findings
    starts = [f.window_start for f in findings if f.window_start is not None]
    end = last_window_end(findings)
    made = report.generated_at
    return {
        "title": report.title,
        "level": report.level.value,
        "verdict": report.verdict,
        "why": why(findings, timezone=report.timezone),
        "next_step": next_step(findings),
        "span": stretch(min(starts), end, zone) if starts and end else "",
        "made": clock(made.astimezone(zone)) if made else "",
        "zone": report.timezone,
        "rows_reference": report.rows_reference,
        "rows_current": report.rows_current,
        "n_columns": len(columns_of(findings)),
        "cards": cards(report, zone),
        "notes": report.notes,
    }


def _sections(report: Report, zone: tzinfo, charts: Charts) -> dict[str, Any]:
    findings = report.findings
    panels = column_panels(report)
    shown = max(6, sum(p.level.rank >= Level.WARNING.rank for p in panels))
    shown = min(shown, 12) if len(panels) > shown else len(panels)
    fine = quiet(findings)
    return {
        "lines": loud_lines(findings, zone),
        "metrics": _metric_panels(report, zone, charts),
        "events": [_event(e, zone) for e in sorted(report.events, key=lambda e: e.at)],
        "timeline": _timeline(report, zone, charts),
        "series": _series_panels(report, zone, charts),
        "first_columns": _placed(panels[:shown], charts),
        "more_columns": _placed(panels[shown:], charts),
        "gaps": gaps(findings),
        "quiet": fine,
        "n_quiet": sum(len(q.monitors) for q in fine),
    }


def _placed(panels: Iterable[ColumnPanel], charts: Charts) -> list[dict[str, Any]]:
    return [{"panel": p, "figure": charts.add(column_figure(p.column))} for p in panels]


def _metric_panels(report: Report, zone: tzinfo, charts: Charts) -> list[dict[str, Any]]:
    drawn = [s for s in report.metrics if sum(map(_has_window, s.points)) > 1]
    return [
        {
            "title": f"{_capital(name_of(s.metric))} by {window_word(s.points)}",
            "figure": charts.add(metric_figure(s, report.events, zone, words=i == 0)),
            "counts": charts.add(counts_figure(s, zone)),
            "reference": s.reference,
            "limit": s.limit,
        }
        for i, s in enumerate(drawn)
    ]


def _has_window(point: MetricValue) -> bool:
    return point.window_start is not None and point.window_end is not None


def _series_panels(report: Report, zone: tzinfo, charts: Charts) -> list[dict[str, Any]]:
    return [
        {
            "subject": s.subject,
            "measure": name_of(s.measure),
            "figure": charts.add(series_figure(s, report.events, zone)),
        }
        for s in report.series
        if len(s.points) > 1
    ]


def _timeline(report: Report, zone: tzinfo, charts: Charts) -> dict[str, Any] | None:
    found = find_episodes(report.findings)
    starts = [f.window_start for f in report.findings if f.window_start is not None]
    end = last_window_end(report.findings)
    if not found or end is None or len(set(starts)) < 2:
        return None
    subjects = list(dict.fromkeys(e.subject for e in found))
    kept = set(subjects[:MOST_SUBJECTS])
    shown = [e for e in found if e.subject in kept]
    figure = episodes_figure(shown, report.events, (min(starts), end), zone)
    return {"figure": charts.add(figure), "left_out": len(subjects) - len(kept)}


def _event(event: Any, zone: tzinfo) -> dict[str, str]:
    at = event.at.astimezone(zone)
    until = event.until.astimezone(zone) if event.until else None
    when = (
        stretch(at, until, zone) if until else day(at) if at.hour == at.minute == 0 else clock(at)
    )
    return {"when": when, "text": event.text, "kind": event.kind}


def _by_column(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return rows as columns: names once, not once a row."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {"names": names, "rows": [[row.get(name) for name in names] for row in rows]}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
