"""What is known of incidents, compared with what the deviations say now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watchkeeper.alerting.group import Group
from watchkeeper.alerting.life import (
    Answers,
    is_over,
    level_now,
    needs_acknowledgement,
    took_new_level,
)
from watchkeeper.alerting.threads import MOST_GAP
from watchkeeper.alerting.title import peak_of, subjects, title
from watchkeeper.model.finding import Level
from watchkeeper.model.incident import Incident, IncidentEvent, IncidentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An incident as it stands now (id 0: a new one) and what is new about it.

    ``group`` is None where no deviation is left that makes it one.
    """

    incident: Incident
    group: Group | None
    events: tuple[IncidentEvent, ...] = ()


def reconcile(
    known: Sequence[Incident], groups: Sequence[Group], answers: Answers, now: datetime
) -> list[Outcome]:
    """Return every incident of *known* and *groups* as it stands now.

    A group goes on with the incident that most of its deviations were counted to, or with one
    of the same root that it touches; the longest-known of equals. Calling it again with its own
    outcome changes nothing.
    """
    by_id = {incident.id: incident for incident in known}
    matched = _matched(known, groups)
    found = [
        _goes_on(by_id[matched[at]], one, answers, now)
        if at in matched
        else _opened(one, answers, now)
        for at, one in enumerate(groups)
    ]
    heirs = {
        d.incident: matched[at]
        for at, one in enumerate(groups)
        if at in matched
        for d in (*one.own, *(m.deviation for m in one.muted))
    }
    gone = [i for i in known if i.id not in matched.values()]
    return found + [_withdrawn(incident, heirs.get(incident.id), now) for incident in gone]


def _matched(known: Sequence[Incident], groups: Sequence[Group]) -> dict[int, int]:
    """Return, by place of the group, the incident that it goes on with."""
    wishes: list[tuple[int, int, int]] = []
    for at, one in enumerate(groups):
        shared = Counter(d.incident for d in one.evidence if d.incident)
        for incident in known:
            if shared[incident.id] or _touches(incident, one):
                wishes.append((-shared[incident.id], incident.id, at))
    found: dict[int, int] = {}
    for _, incident_id, at in sorted(wishes):
        if at not in found and incident_id not in found.values():
            found[at] = incident_id
    return found


def _touches(incident: Incident, one: Group) -> bool:
    key = incident.root_kind, incident.root, incident.environment
    if key != (one.root.kind, one.root.name, one.environment):
        return False
    if one.root.model and one.root.model not in incident.models:
        return False
    window = one.evidence[0].window
    reach = (MOST_GAP + 0.5) * (window.end - window.start)
    return incident.started_at <= one.last_seen + reach and (
        one.started_at <= incident.last_seen + reach
    )


def _opened(one: Group, answers: Answers, now: datetime) -> Outcome:
    at = min(now, min(d.known_at for d in one.evidence if d.window.start == one.started_at))
    blank = Incident(
        id=0,
        root_kind=one.root.kind,
        root=one.root.name,
        models=one.models,
        environment=one.environment,
        version=None,
        state=IncidentState.OPEN,
        level=one.level,
        level_now=one.level,
        title="",
        subjects=(),
        started_at=one.started_at,
        last_seen=one.last_seen,
        opened_at=at,
        updated_at=at,
    )
    opened = _as_it_stands(blank, one)
    over, events = _closed(opened, one, answers, now)
    return Outcome(incident=over, group=one, events=(_event(at, "opened", opened.title), *events))


def _goes_on(incident: Incident, one: Group, answers: Answers, now: datetime) -> Outcome:
    stands = _as_it_stands(incident, one)
    events: list[IncidentEvent] = []
    reopened = incident.state is IncidentState.RESOLVED and not _ended(stands, one, answers)
    if reopened:
        stands = replace(
            stands,
            state=IncidentState.OPEN,
            resolved_at=None,
            new_level=False,
            acknowledged_at=None,
            acknowledged_by=None,
        )
        events.append(_event(now, "reopened", "it deviates again"))
    if one.level.rank > incident.level.rank:
        events.append(_event(now, "worse", f"{one.level}: {peak_of(one).reason}"))
    joined = [name for name in stands.subjects if name not in incident.subjects]
    if joined:
        events.append(_event(now, "updated", f"{', '.join(joined)} too"))
    stands, ended = _closed(stands, one, answers, now)
    if stands != incident:
        stands = replace(stands, updated_at=now)
    return Outcome(incident=stands, group=one, events=(*events, *ended))


def _as_it_stands(incident: Incident, one: Group) -> Incident:
    return replace(
        incident,
        root_kind=one.root.kind,
        root=one.root.name,
        models=one.models,
        version=one.evidence[-1].version or None,
        level=one.level,
        level_now=level_now(one),
        title=title(one),
        subjects=subjects(one),
        started_at=one.started_at,
        last_seen=one.last_seen,
        findings=len(one.evidence),
        muted=len(one.muted),
    )


def _ended(incident: Incident, one: Group, answers: Answers) -> bool:
    if not is_over(one, answers):
        return False
    return incident.acknowledged_at is not None or not needs_acknowledgement(one)


def _closed(
    incident: Incident, one: Group, answers: Answers, now: datetime
) -> tuple[Incident, list[IncidentEvent]]:
    """Return the incident with its end, where it has come to one, and the events of that."""
    if not is_over(one, answers):
        return replace(incident, new_level=False), []
    new_level = took_new_level(one)
    over = replace(incident, level_now=Level.OK, new_level=new_level)
    events = []
    if new_level and not incident.new_level:
        events.append(_event(now, "new level", "its level was accepted as the new normal"))
    if incident.state is IncidentState.OPEN and _ended(incident, one, answers):
        over = replace(over, state=IncidentState.RESOLVED, resolved_at=now)
        events.append(_event(now, "resolved", "nothing deviates any more"))
    return over, events


def _withdrawn(incident: Incident, heir: int | None, now: datetime) -> Outcome:
    """End an incident whose deviations were judged otherwise since, or belong to another one."""
    if not incident.findings:
        return Outcome(incident=incident, group=None)
    if heir is None:
        kind, text = "withdrawn", "judged again, nothing deviates"
    else:
        kind, text = "merged", f"it belongs to incident {heir}"
    ended = replace(
        incident,
        state=IncidentState.RESOLVED,
        level_now=Level.OK,
        resolved_at=incident.resolved_at or now,
        updated_at=now,
        findings=0,
        muted=0,
    )
    return Outcome(incident=ended, group=None, events=(_event(now, kind, text),))


def _event(at: datetime, kind: str, text: str) -> IncidentEvent:
    return IncidentEvent(at=at, kind=kind, text=text)
