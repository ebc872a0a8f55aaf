"""One incident: what, since when, the evidence, and what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.app.incident_desk import IncidentDesk
from watchkeeper.errors import NotFound
from watchkeeper.model import Finding, Level, Model
from watchkeeper.model.finding import beyond
from watchkeeper.model.incident import Incident, IncidentState, IncidentStory
from watchkeeper.report.figures import series_figure
from watchkeeper.report.of_workspace import events_of, series_of
from watchkeeper.report.page import Charts
from watchkeeper.report.rows import STILL_OPEN, Line, loud_lines
from watchkeeper.report.verdict import next_step
from watchkeeper.report.wording import day, name_of, sentence
from watchkeeper.store.catalog.changes import Change
from watchkeeper.web.address import incident_url
from watchkeeper.web.frame import frame
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.views.column import with_steady_limits
from watchkeeper.web.views.standing import findings_about

MOST_LINES = 20
MOST_CHARTS = 4
_BEFORE, _AFTER = timedelta(days=28), timedelta(days=7)


def incident(site: Site, asked: Asked) -> Answer:
    """Show an incident's story; its forms acknowledge it and hand it over."""
    desk, number = site.workspace.desk, incident_id(asked)
    story = desk.story(number)
    if asked.form is not None:
        return _act(desk, story.incident, asked.form)
    one = story.incident
    models = _models(site, one)
    zone = ZoneInfo(models[0].timezone) if models else ZoneInfo("UTC")
    charts = Charts()
    context = frame(
        site,
        asked,
        title=f"INC-{one.id}",
        here="incidents",
        crumbs=[("Incidents", "/incidents")],
    )
    context |= {
        "one": one,
        "zone": zone,
        "zone_name": str(zone),
        "models": models,
        "only": models[0].name if len(models) == 1 else "",
        "open": one.state is IncidentState.OPEN,
        "summary": summary(one, zone),
        "next_step": next_step(story.findings) if one.state is IncidentState.OPEN else "",
        "evidence": panel("evidence", lambda: _lines(story, story.findings, zone)[:MOST_LINES]),
        "muted": panel("muted findings", lambda: _muted(story, zone)),
        "drawn": panel("charts", lambda: _charts(site, story, zone, charts)),
        "ruled_out": panel("what was ruled out", lambda: ruled_out(site, story)),
        "timeline": panel("timeline", lambda: _timeline(site, story)),
    }
    context["charts"] = charts.json() if charts.data else ""
    data = {
        "as_of": site.now(),
        "incident": one,
        "findings": [f.to_dict() for f in story.findings],
        "muted": [
            f.to_dict() | {"because": why}
            for f, why in zip(story.muted, story.because, strict=True)
        ],
        "events": list(story.events),
    }
    return Answer(template="incident.html", context=context, data=lambda: data)


def incident_id(asked: Asked) -> int:
    """Return the number of the incident that is asked for.

    Raises:
        NotFound: it is no number.
    """
    text = asked.names["id"]
    if not text.isdecimal() or len(text) > 18:
        raise NotFound(f"there is no incident {text!r}", hint="incidents have numbers")
    return int(text)


def _act(desk: IncidentDesk, one: Incident, form: Any) -> Answer:
    by = form.get("by", "").strip()
    there = incident_url(one.id)
    if not by:
        return Answer(goto=f"{there}?missing=name")
    if form.get("action") == "acknowledge":
        desk.acknowledge(one.id, by=by, comment=form.get("comment", "").strip())
    elif form.get("action") == "assign" and form.get("to", "").strip():
        desk.assign(one.id, by=by, to=form["to"].strip())
    return Answer(goto=there)


def summary(one: Incident, zone: ZoneInfo) -> str:
    """Return since when it is so, or from when to when it was."""
    begun = day(one.started_at.astimezone(zone))
    if one.state is IncidentState.OPEN:
        if one.new_level:
            last = day(one.last_seen.astimezone(zone))
            return f"Since {begun}, steady after {last}: acknowledge it to accept the new level."
        return f"Since {begun}."
    ended = day((one.resolved_at or one.last_seen).astimezone(zone))
    if one.new_level:
        return f"From {begun}; taken as the new normal on {ended}."
    return f"From {begun}; over since {day(one.last_seen.astimezone(zone))}."


def _models(site: Site, one: Incident) -> list[Model]:
    known = {model.name: model for model in site.workspace.models()}
    return [known[name] for name in one.models if name in known]


def _lines(story: IncidentStory, findings: Sequence[Finding], zone: ZoneInfo) -> list[Line]:
    lines = loud_lines(findings, zone)
    if story.incident.state is IncidentState.OPEN:
        return lines
    # Among the findings of an incident the last window looks like the newest of all.
    return [replace(line, when_more=line.when_more.removesuffix(STILL_OPEN)) for line in lines]


def _muted(story: IncidentStory, zone: ZoneInfo) -> list[Line]:
    """Return what follows from the incident, each with the reason why it is taken so."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding, because in zip(story.muted, story.because, strict=True):
        groups[because].append(finding)
    lines = [
        replace(line, reason=sentence(because))
        for because, findings in groups.items()
        for line in _lines(story, findings, zone)
    ]
    return sorted(lines, key=lambda line: -line.level.rank)[:MOST_LINES]


def _charts(
    site: Site, story: IncidentStory, zone: ZoneInfo, charts: Charts
) -> list[dict[str, Any]]:
    """Draw the numbers behind the loudest findings, from four weeks before the start."""
    one = story.incident
    first, last = one.started_at - _BEFORE, one.last_seen + _AFTER
    events = [
        event
        for model in one.models
        for event in events_of(site.workspace, model)
        if event.at <= last and (event.until or event.at) >= first
    ]
    found: list[dict[str, Any]] = []
    seen: set[tuple[str, str, str]] = set()
    for finding in sorted(story.findings, key=lambda f: (-f.level.rank, -beyond(f))):
        key = (finding.monitor, finding.subject, finding.measure or "")
        if not finding.measure or key in seen or len(found) == MOST_CHARTS:
            continue
        seen.add(key)
        series = with_steady_limits(series_of(*key, _around(site, one, finding)))
        if len(series.points) > 1:
            drawn = charts.add(series_figure(series, events, zone))
            found.append(
                {"subject": finding.subject, "measure": name_of(series.measure), "figure": drawn}
            )
    return found


def _around(site: Site, one: Incident, like: Finding) -> list[Finding]:
    """Return what was said of the same subject before, in and shortly after the incident."""
    model = like.model or one.models[0]
    first, last = one.started_at - _BEFORE, one.last_seen + _AFTER
    said = findings_about(site, model, one.environment, like.subject)
    return [f for f in said if f.window_start is not None and first <= f.window_start <= last]


def ruled_out(site: Site, story: IncidentStory) -> list[tuple[str, Level, str]]:
    """Return what else it could have been, whether it was, and how that is known."""
    one = story.incident
    changes = [c for m in one.models for c in site.workspace.changes(m)]
    before = [
        c
        for c in changes
        if c.kind in ("deploy", "schema") and abs((c.at - one.started_at).days) < 2
    ]
    loud = [*story.findings, *story.muted]
    volume = [f for f in loud if f.monitor in ("volume", "activity", "duplicates")]
    schema = [f for f in loud if f.monitor == "schema"]
    return [
        _checked(
            "A deployment or a change of schema",
            [f"{c.text}, {c.at:%Y-%m-%d}" for c in before],
            "none within two days of the start",
        ),
        _checked(
            "Rows that are lost or doubled",
            [f.reason for f in volume],
            "no finding on volume, activity or duplicates belongs to it",
        ),
        _checked(
            "Columns that came, went or changed type",
            [f.reason for f in schema],
            "the schema was as agreed",
        ),
    ]


def _checked(what: str, found: list[str], otherwise: str) -> tuple[str, Level, str]:
    if found:
        return what, Level.WARNING, found[0]
    return what, Level.OK, otherwise


def _timeline(site: Site, story: IncidentStory) -> list[dict[str, Any]]:
    """Return the incident's events and the change log around it, earliest first."""
    one = story.incident
    until = one.resolved_at or site.now()
    entries = [{"at": e.at, "kind": e.kind, "text": e.text, "by": e.by or ""} for e in story.events]
    for model in one.models:
        entries += [
            {"at": c.at, "kind": c.kind, "text": f"{model}: {c.text}", "by": ""}
            for c in site.workspace.changes(model)
            if _near(c, one, until)
        ]
    return sorted(entries, key=lambda e: str(e["at"]))


def _near(change: Change, one: Incident, until: Any) -> bool:
    return (one.started_at - change.at).days < 8 and change.at <= until
