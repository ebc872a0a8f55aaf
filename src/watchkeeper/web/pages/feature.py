"""One column: what is wrong with it, and does it matter?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from watchkeeper.errors import NotFound, closest
from watchkeeper.model import Finding, Level
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.report.column_views import column_view
from watchkeeper.report.episodes import find_episodes
from watchkeeper.report.figures import column_figure, series_figure
from watchkeeper.report.of_workspace import events_of
from watchkeeper.report.page import Charts
from watchkeeper.report.rows import gaps, loud_lines, quiet
from watchkeeper.report.verdict import next_step, verdict, why, worst
from watchkeeper.report.wording import day, name_of, stretch
from watchkeeper.web.address import model_url, with_query
from watchkeeper.web.frame import frame, with_span
from watchkeeper.web.model_frame import columns_of, model_data
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.column import Sides, column_series, sides, worst_place
from watchkeeper.web.views.model_view import ModelView, model_view
from watchkeeper.web.views.standing import findings_about, since


def feature(site: Site, asked: Asked) -> Answer:
    """Show a column in its worst or newest window beside the reference, and over time."""
    view = model_view(site, asked)
    name = asked.names["feature"]
    column = _column(view, name)
    said = findings_about(site, view.model.name, view.environment, name)
    inside = [f for f in said if view.span.holds(f.window_start, f.window_end)]
    now = [f for f in view.findings if f.subject == name]
    found = sides(site, view, name, *worst_place(view, inside))
    charts = Charts()
    context = _frame(site, asked, view, name) | {
        "view": view,
        "model": view.model,
        "column": column,
        "level": worst(now).value,
        "sentence": _sentence(view, name, now, inside),
        "why": why(now, timezone=view.model.timezone),
        "next_step": next_step(now),
        "facts": _facts(view, name),
        "sides": panel("distributions", lambda: _drawn_sides(found, view, charts)),
        "unseen": panel("new categories", lambda: _unseen(found)),
        "series": panel(
            "numbers over time", lambda: _drawn_series(site, view, name, inside, charts)
        ),
        "findings": panel("findings", lambda: loud_lines(inside, view.zone)),
        "gaps": panel("what was not judged", lambda: gaps(now)),
        "quiet": quiet(now),
    }
    context["charts"] = charts.json() if charts.data else ""
    return Answer(
        template="feature.html",
        context=context,
        data=lambda: _data(site, view, name, context["sentence"], now, inside),
    )


def _data(
    site: Site,
    view: ModelView,
    name: str,
    sentence: str,
    now: Sequence[Finding],
    inside: Sequence[Finding],
) -> dict[str, Any]:
    return model_data(site, view) | {
        "feature": name,
        "level": worst(now),
        "verdict": sentence,
        **_facts(view, name),
        "findings": [f.to_dict() for f in now],
        "loud": [f.to_dict() for f in inside if f.level.rank >= Level.WARNING.rank],
    }


def _facts(view: ModelView, name: str) -> dict[str, Any]:
    """Return how much the column matters, and whose it is."""
    importance = view.live.version.importance if view.live is not None else {}
    order = sorted(importance, key=lambda n: -importance[n])
    source = view.model.sources.get(name, "")
    return {
        "importance": importance.get(name),
        "rank": order.index(name) + 1 if name in importance else None,
        "of": len(order),
        "source": source,
        "source_owner": view.model.source_owners.get(source, ""),
    }


def _column(view: ModelView, name: str) -> ColumnBaseline:
    found = next((c for c in columns_of(view) if c.name == name), None)
    if found is None:
        known = [c.name for c in columns_of(view)]
        raise NotFound(f"{view.model.name!r} has no column {name!r}", hint=closest(name, known))
    return found


def _frame(site: Site, asked: Asked, view: ModelView, name: str) -> dict[str, Any]:
    kept = {"environment": asked.query.get("environment", "")}
    here = {**kept, **view.span.query}
    above = with_query(model_url(view.model.name), dict(here))
    around = frame(
        site,
        asked,
        title=name,
        here="models",
        crumbs=[("Models", "/models"), (view.model.name, above)],
        kept=here,
    )
    versions = [deployed.version for deployed in view.versions]
    return around | with_span(asked, view.span, view.zone, site.now(), kept=kept, versions=versions)


def _sentence(view: ModelView, name: str, now: Sequence[Finding], inside: Sequence[Finding]) -> str:
    loud = [f for f in inside if f.level.rank >= Level.WARNING.rank]
    begun = since(loud, view.window)
    if worst(now).rank >= Level.WARNING.rank:
        kinds = list(dict.fromkeys(name_of(f.monitor) for f in now if f in loud))
        when = f" since {day(begun.astimezone(view.zone))}" if begun else ""
        return f"{name} is beyond its limit{when}: {', '.join(kinds)}."
    if not now:
        return f"{name} was not looked at in this stretch of time."
    said = verdict(now, timezone=view.model.timezone)
    episodes = find_episodes(loud)
    if episodes:
        last = max(e.end for e in episodes).astimezone(view.zone)
        return f"{name} is within its limits again since {day(last)}."
    if worst(now) is Level.OK:
        return f"{name} is within its limits."
    return f"{name}: {said}"


def _drawn_sides(found: Sides | None, view: ModelView, charts: Charts) -> dict[str, Any] | None:
    if found is None:
        return None
    drawn = replace(
        column_view(found.column, found.cells),
        current_name=stretch(found.window.start, found.window.end, view.zone),
        reference_name=f"reference of version {found.version}",
    )
    return {"column": drawn, "figure": charts.add(column_figure(drawn))}


def _drawn_series(
    site: Site, view: ModelView, name: str, inside: Sequence[Finding], charts: Charts
) -> list[dict[str, Any]]:
    span = view.span
    events = [
        event
        for event in events_of(site.workspace, view.model.name)
        if event.at <= span.end and (span.start is None or (event.until or event.at) >= span.start)
    ]
    return [
        {
            "measure": name_of(series.measure),
            "unit": "" if series.unit == "share" else series.unit,
            "figure": charts.add(series_figure(series, events, view.zone)),
        }
        for series in column_series(name, inside)
    ]


def _unseen(found: Sides | None) -> list[tuple[str, int]]:
    """Return the categories of the window that the reference never had, most frequent first."""
    return list(found.cells.unseen_names[0].items()) if found is not None else []
