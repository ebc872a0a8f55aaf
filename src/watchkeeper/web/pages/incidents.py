"""What needs somebody, what somebody has taken, what is quiet, and what is over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.web.address import with_query
from watchkeeper.web.frame import frame, is_quiet, needs_you
from watchkeeper.web.site import Answer, Asked, Site

TABS: tuple[tuple[str, str], ...] = (
    ("needs-you", "Needs you"),
    ("acknowledged", "Acknowledged"),
    ("silenced", "Silenced"),
    ("resolved", "Resolved"),
)


def incidents(site: Site, asked: Asked) -> Answer:
    """List the incidents of one tab; a form here ends a silence."""
    desk = site.workspace.desk
    if asked.form is not None:
        by = asked.form.get("by", "").strip()
        number = asked.form.get("silence", "")
        if number.isdecimal() and by:
            desk.end_silence(int(number), by=by)
        return Answer(goto="/incidents?tab=silenced")
    now = site.now()
    model = asked.query.get("model") or None
    sorted_in: dict[str, list[Incident]] = {key: [] for key, _ in TABS}
    for incident in site.workspace.incidents(model):
        sorted_in[tab_of(incident, now)].append(incident)
    names = dict(TABS)
    tab = asked.query.get("tab", "needs-you")
    tab = tab if tab in names else "needs-you"
    kept = {"tab": tab if tab != "needs-you" else "", "model": model or ""}
    zone = zone_of(site)
    context = frame(site, asked, title="Incidents", here="incidents", kept=kept) | {
        "zone": zone,
        "zone_name": str(zone),
        "tab": tab,
        "tabs": [
            (key, words, len(sorted_in[key]), with_query("/incidents", {**kept, "tab": key}))
            for key, words in TABS
        ],
        "incidents": sorted_in[tab],
        "sentence": _sentence(len(sorted_in["needs-you"])),
        "silences": desk.silences() if tab == "silenced" else [],
        "model": model,
    }
    data = {"as_of": now, "tab": tab, "incidents": sorted_in[tab]}
    return Answer(template="incidents.html", context=context, data=lambda: data)


def zone_of(site: Site) -> ZoneInfo:
    """Return the time zone of all models where they have one; UTC where they differ."""
    zones = {model.timezone for model in site.workspace.models()}
    return ZoneInfo(zones.pop() if len(zones) == 1 else "UTC")


def tab_of(incident: Incident, now: datetime) -> str:
    """Return the tab under which an incident is found."""
    if incident.state is IncidentState.RESOLVED:
        return "resolved"
    if needs_you(incident, now):
        return "needs-you"
    return "silenced" if is_quiet(incident, now) else "acknowledged"


def _sentence(n: int) -> str:
    if not n:
        return "Nothing needs you."
    return "1 incident needs you." if n == 1 else f"{n} incidents need you."
