"""What stands above every tab of a model: verdict, facts and the tabs themselves."""

from __future__ import annotations

from typing import Any

from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.web.address import model_url, with_query
from watchkeeper.web.frame import frame, needs_you, with_span
from watchkeeper.web.site import Asked, Site
from watchkeeper.web.views.inventory import arrived
from watchkeeper.web.views.model_view import ModelView, headline

TABS: tuple[tuple[str, str], ...] = (
    ("", "Overview"),
    ("drift", "Drift"),
    ("data", "Data"),
    ("versions", "Versions"),
    ("operations", "Operations"),
    ("card", "Card and changes"),
)


def columns_of(view: ModelView) -> tuple[ColumnBaseline, ...]:
    """Return the columns that the live version's baseline knows."""
    live = view.live
    return live.baseline.columns if live is not None and live.baseline is not None else ()


def features_of(view: ModelView) -> list[str]:
    """Return the names of the live version's features."""
    return [column.name for column in columns_of(view) if column.role == "feature"]


def model_frame(site: Site, asked: Asked, view: ModelView, tab: str) -> dict[str, Any]:
    """Return what the template of a tab needs besides its own panels."""
    name, now = view.model.name, site.now()
    kept = {"environment": asked.query.get("environment", "")}
    rows, last_row = arrived(site, name)
    incidents = [i for i in site.workspace.incidents(name) if needs_you(i, now)]
    around = frame(
        site,
        asked,
        title=name,
        here="models",
        crumbs=[("Models", "/models")],
        kept={**kept, **view.span.query},
    )
    versions = [deployed.version for deployed in view.versions]
    around |= with_span(asked, view.span, view.zone, now, kept=kept, versions=versions)
    query = around["query"]
    return around | {
        "view": view,
        "model": view.model,
        "tab": tab,
        "tabs": [(key, words, with_query(model_url(name, key), query)) for key, words in TABS],
        "headline": headline(view, rows),
        "rows": rows,
        "last_row": last_row,
        "incidents": incidents,
        "environments": [
            (e, with_query(asked.path, {**query, "environment": e})) for e in view.environments
        ],
    }


def model_data(site: Site, view: ModelView) -> dict[str, Any]:
    """Return what the twin of every tab of a model says."""
    rows, last_row = arrived(site, view.model.name)
    said = headline(view, rows)
    return {
        "model": view.model.name,
        "owner": view.model.owner,
        "environment": view.environment,
        "version": view.live.version.version if view.live else None,
        "from": view.span.start,
        "to": view.span.end,
        "as_of": site.now(),
        "timezone": view.model.timezone,
        "level": said.level,
        "verdict": said.sentence,
        "since": view.since,
        "why": said.why,
        "next_step": said.next_step,
        "window_start": view.window.start if view.window else None,
        "window_end": view.window.end if view.window else None,
        "rows": rows,
        "last_row": last_row,
    }
