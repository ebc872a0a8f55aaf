"""Whose model it is, what it is for, and what happened around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.web.model_frame import model_data, model_frame
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.model_view import model_view


def card(site: Site, asked: Asked) -> Answer:
    """Show the model card and the change log."""
    view = model_view(site, asked)
    model = view.model
    live = view.live.version if view.live is not None else None
    changes = list(reversed(site.workspace.changes(model.name)))
    context = model_frame(site, asked, view, "card") | {
        "live": live,
        "sources": by_source(model.sources, model.source_owners),
        "changes": changes,
        "is_link": model.runbook.startswith(("https://", "http://")),
    }
    data: dict[str, Any] = model_data(site, view) | {
        "card": {
            "task": model.task,
            "owner": model.owner,
            "tier": model.tier,
            "sources": dict(model.sources),
            "source_owners": dict(model.source_owners),
            "consumers": list(model.consumers),
            "runbook": model.runbook,
            "intended_use": model.intended_use,
            "packages": dict(live.packages) if live else {},
            "importance": dict(live.importance) if live else {},
        },
        "changes": changes,
    }
    return Answer(template="card.html", context=context, data=lambda: data)


def by_source(
    sources: Mapping[str, str], owners: Mapping[str, str]
) -> list[tuple[str, str, list[str]]]:
    """Return each data source with its owner and the columns that come from it."""
    columns: dict[str, list[str]] = {}
    for column, source in sources.items():
        columns.setdefault(source, []).append(column)
    return [(source, owners.get(source, ""), names) for source, names in columns.items()]
