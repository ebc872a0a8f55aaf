"""What stands around every page: navigation, time range, the way to the twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from watchkeeper.model import Version
from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.web.address import with_query
from watchkeeper.web.replay import replay
from watchkeeper.web.site import Asked, Site
from watchkeeper.web.span import DEFAULT, PRESETS, Span, earlier, later

EVERY_S, REPLAY_EVERY_S = 30, 5
"""How often a page looks again: as a rule, and while the past is replayed."""


def is_quiet(incident: Incident, now: datetime) -> bool:
    """Return whether somebody has asked for quiet about an incident."""
    return incident.silenced_until is not None and incident.silenced_until > now


def needs_you(incident: Incident, now: datetime) -> bool:
    """Return whether an incident is open, and nobody has taken it or asked for quiet."""
    taken = incident.acknowledged_at is not None or is_quiet(incident, now)
    return incident.state is IncidentState.OPEN and not taken


def frame(
    site: Site,
    asked: Asked,
    *,
    title: str,
    here: str,
    crumbs: Sequence[tuple[str, str]] = (),
    kept: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what the base template needs.

    Args:
        site: The pages' workspace.
        asked: The request.
        title: The page's name, in the title and as the last crumb.
        here: Which entry of the navigation this is.
        crumbs: The pages above, each with its address.
        kept: What of the query the page's own state is.
    """
    now = site.now()
    going_on = site.workspace.incidents(state=IncidentState.OPEN)
    kept = dict(kept or {})
    moving = replay(site)
    return {
        "title": title,
        "here": here,
        "crumbs": crumbs,
        "now": now,
        "path": asked.path,
        "twin": with_query(f"{asked.path}.json", {**kept}),
        "n_incidents": sum(needs_you(i, now) for i in going_on),
        "span": None,
        "replay": moving,
        "every": REPLAY_EVERY_S if moving is not None else EVERY_S,
        "query": kept,
    }


def with_span(
    asked: Asked,
    span: Span,
    zone: tzinfo,
    now: datetime,
    *,
    kept: Mapping[str, str],
    versions: Sequence[Version] = (),
) -> dict[str, Any]:
    """Return what the picker of the time range needs; *kept* is the rest of the query."""
    before, after = earlier(span, zone), later(span, zone, now)
    others = dict(kept)
    chosen = span.query.get("range", "" if span.query else DEFAULT)

    def link(query: Mapping[str, str]) -> str:
        return with_query(asked.path, {**others, **query})

    return {
        "span": span,
        "zone": zone,
        "zone_name": str(zone),
        "others": others,
        "ranges": [(n, link({"range": n}), n == chosen) for n, _ in PRESETS],
        "since_versions": [
            (v.version, link({"since": v.version}), span.query.get("since") == v.version)
            for v in versions
        ],
        "before": link(before) if before else "",
        "after": link(after) if after else "",
        "from_text": f"{span.start.astimezone(zone):%Y-%m-%d}" if span.start else "",
        "to_text": f"{span.end.astimezone(zone):%Y-%m-%d}",
        "query": others | dict(span.query),
    }
