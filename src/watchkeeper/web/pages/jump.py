"""Where one can go: models, the columns of the model at hand, open incidents, pages."""

from __future__ import annotations

from typing import Any

from watchkeeper.model.incident import IncidentState
from watchkeeper.web.address import feature_url, incident_url, model_url
from watchkeeper.web.frame import frame
from watchkeeper.web.model_frame import columns_of
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.model_view import model_view

PLACES: tuple[tuple[str, str], ...] = (
    ("Models", "/models"),
    ("Incidents", "/incidents"),
    ("System", "/system"),
)


def jump(site: Site, asked: Asked) -> Answer:
    """List every place; the palette reads the twin of this page."""
    places = [*_of_model(site, asked.query.get("model", "")), *_everywhere(site)]
    context = frame(site, asked, title="Jump", here="", kept=dict(asked.query))
    return Answer(template="jump.html", context=context | {"places": places}, data=lambda: places)


def _everywhere(site: Site) -> list[dict[str, Any]]:
    places = [_place(m.name, model_url(m.name), "model") for m in site.workspace.models()]
    for one in site.workspace.incidents(state=IncidentState.OPEN):
        places.append(_place(f"INC-{one.id} {one.title}", incident_url(one.id), "incident"))
    return [*places, *(_place(words, url, "page") for words, url in PLACES)]


def _of_model(site: Site, model: str) -> list[dict[str, Any]]:
    if model not in {m.name for m in site.workspace.models()}:
        return []
    view = model_view(site, Asked(path="", names={"model": model}))
    return [
        _place(column.name, feature_url(model, column.name), f"{column.role} of {model}")
        for column in columns_of(view)
    ]


def _place(words: str, url: str, kind: str) -> dict[str, Any]:
    return {"words": words, "url": url, "kind": kind}
