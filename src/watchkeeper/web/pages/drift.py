"""What moved in the columns of a model, when, and whether it matters."""

from __future__ import annotations

from typing import Any

from watchkeeper.charts.drift_by_importance import Moved, drift_by_importance
from watchkeeper.model.figures import number
from watchkeeper.report.figures import Figure
from watchkeeper.report.page import Charts
from watchkeeper.store.lake.schemas import RESULTS
from watchkeeper.web.model_frame import features_of, model_data, model_frame
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.cache import mark, to_hour
from watchkeeper.web.views.heat import CLASSES, Heat, heat_map
from watchkeeper.web.views.model_view import ModelView, model_view

MOST_ROWS = 30


def drift(site: Site, asked: Asked) -> Answer:
    """Show the columns by time, worst first, and beside it how much each matters."""
    view = model_view(site, asked)
    charts = Charts()
    everything = asked.query.get("rows") == "all"
    heat = panel("heat map", lambda: _heat(site, view))
    importance = dict(view.live.version.importance) if view.live else {}
    context = model_frame(site, asked, view, "drift") | {
        "heat": heat,
        "most": None if everything else MOST_ROWS,
        "classes": CLASSES,
        "importance": importance,
        "scatter": panel("drift by importance", lambda: _scatter(heat.value, importance, charts)),
        "charts": charts.json() if charts.data else "",
    }
    return Answer(
        template="drift.html", context=context, data=lambda: _data(site, view, heat.value)
    )


def _heat(site: Site, view: ModelView) -> Heat | None:
    seen = mark(site.workspace.store, view.model.name, RESULTS)
    names = features_of(view)
    return site.cache.get(
        ("heat", view.model.name, view.environment),
        (seen, view.window, to_hour(view.span.start), names, len(view.versions)),
        lambda: heat_map(view, names),
    )


def _scatter(
    heat: Heat | None, importance: dict[str, float], charts: Charts
) -> dict[str, Any] | None:
    if heat is None or not importance:
        return None
    moved = [
        Moved(row.name, row.worst, importance[row.name])
        for row in heat.rows
        if row.name in importance
    ]
    if not moved:
        return None
    figure = Figure(
        spec=drift_by_importance(moved),
        says=f"drift against importance of {len(moved)} features",
        key=(),
        head=("feature", "worst, in limits", "importance"),
        rows=tuple((m.name, number(m.drift), number(m.importance)) for m in moved),
    )
    return charts.add(figure)


def _data(site: Site, view: ModelView, heat: Heat | None) -> dict[str, Any]:
    rows = heat.rows if heat is not None else ()
    return model_data(site, view) | {
        "features": [
            {
                "feature": row.name,
                "worst_in_limits": row.worst,
                "beyond": [{"place": c.place, "says": c.says} for c in row.loud],
                "not_judged": len(row.unjudged),
                "cells": heat.cells if heat else 0,
            }
            for row in rows
        ]
    }
