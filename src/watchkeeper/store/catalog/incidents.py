"""Incidents and their timelines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from watchkeeper.errors import NotFound
from watchkeeper.model.finding import Finding, Level, finding_from_dict
from watchkeeper.model.incident import Incident, IncidentEvent, IncidentState
from watchkeeper.store.catalog import incident_tables as tables
from watchkeeper.store.catalog.database import Database

_FIELDS = tuple(f.name for f in fields(Incident) if f.name not in ("id", "silenced_until"))
_row = tables.incident.c


class Incidents:
    """What people were told of, and what became of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *, state: IncidentState | None = None) -> list[Incident]:
        """Return every incident, or those in one *state*; worst and newest first."""
        with self._database.read() as connection:
            return sorted(incident_rows(connection, state=state), key=worst_first)

    def get(self, incident_id: int) -> Incident:
        """Return one incident.

        Raises:
            NotFound: there is none of that number.
        """
        with self._database.read() as connection:
            return get_incident(connection, incident_id)

    def events(self, incident_id: int) -> tuple[IncidentEvent, ...]:
        """Return the timeline of an incident, earliest first."""
        table = tables.incident_event
        query = select(table).filter_by(incident=incident_id).order_by(table.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(
            IncidentEvent(at=r["at"], kind=r["kind"], text=r["text"], by=r["by"]) for r in rows
        )

    def findings(self, incident_id: int) -> tuple[list[Finding], list[tuple[Finding, str]]]:
        """Return the findings that make an incident, and those muted under it with the reason."""
        table = tables.deviation
        query = select(table.c.finding, table.c.muted).filter_by(incident=incident_id)
        order = (table.c.window_start, table.c.model, table.c.subject, table.c.monitor)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(*order)).all()
        told = [(finding_from_dict(json.loads(text)), because) for text, because in rows]
        return [f for f, why in told if why is None], [(f, why) for f, why in told if why]

    def change(self, incident_id: int, event: IncidentEvent, **values: Any) -> Incident:
        """Set fields of an incident and enter *event* into its timeline.

        Raises:
            NotFound: there is none of that number.
        """
        with self._database.write() as connection:
            changed = replace(get_incident(connection, incident_id), **values)
            return put_incident(connection, changed, [event])


def worst_first(incident: Incident) -> tuple[bool, int, float, int]:
    """Return what to sort by: open before resolved, then the worst, then the newest."""
    resolved = incident.state is IncidentState.RESOLVED
    return resolved, -incident.level.rank, -incident.started_at.timestamp(), -incident.id


def get_incident(connection: Connection, incident_id: int) -> Incident:
    """Return one incident, inside a transaction.

    Raises:
        NotFound: there is none of that number.
    """
    query = select(tables.incident).filter_by(id=incident_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no incident {incident_id}", hint="watchkeeper alerts list")
    return _incident(row)


def incident_rows(
    connection: Connection, *, state: IncidentState | None = None, also: Sequence[int] = ()
) -> list[Incident]:
    """Return the incidents in *state* (None: every one) and those whose number is in *also*."""
    query = select(tables.incident).order_by(_row.id)
    if state is not None:
        query = query.where(or_(_row.state == str(state), _row.id.in_(also)))
    return [_incident(row) for row in connection.execute(query).mappings()]


def incidents_of(
    connection: Connection, models: Iterable[str], *, since: datetime | None = None
) -> list[Incident]:
    """Return incidents of *models*: those that are open, and those last seen after *since*."""
    query = select(tables.incident)
    recent = _row.state == str(IncidentState.OPEN)
    if since is not None:
        recent = or_(recent, _row.last_seen > since)
    wanted = frozenset(models)
    rows = connection.execute(query.where(recent).order_by(_row.id)).mappings()
    found = (_incident(row) for row in rows)
    return [incident for incident in found if not wanted.isdisjoint(incident.models)]


def peak_finding(connection: Connection, incident: Incident) -> Finding | None:
    """Return the finding that speaks for an incident: the loudest of its first subject."""
    table = tables.deviation
    query = select(table.c.finding).where(table.c.incident == incident.id, table.c.muted.is_(None))
    loudest = (
        (table.c.level == str(Level.CRITICAL)).desc(),
        (table.c.subject == incident.subjects[0]).desc() if incident.subjects else table.c.id,
        table.c.beyond.desc(),
    )
    text = connection.execute(query.order_by(*loudest).limit(1)).scalar()
    return None if text is None else finding_from_dict(json.loads(text))


def put_incident(
    connection: Connection, incident: Incident, events: Sequence[IncidentEvent] = ()
) -> Incident:
    """Write *incident* (id 0: a new one) and add *events* to its timeline; return it as kept."""
    values = {name: getattr(incident, name) for name in _FIELDS}
    values |= {name: json.dumps(list(values[name])) for name in ("models", "subjects")}
    values |= {name: str(values[name]) for name in ("state", "level", "level_now")}
    if incident.id:
        connection.execute(update(tables.incident).filter_by(id=incident.id).values(**values))
    else:
        made = insert(tables.incident).values(**values).returning(_row.id)
        incident = replace(incident, id=connection.execute(made).scalar_one())
    rows = [
        {"incident": incident.id, "at": e.at, "kind": e.kind, "text": e.text, "by": e.by}
        for e in events
    ]
    if rows:
        connection.execute(insert(tables.incident_event), rows)
    return incident


def _incident(row: RowMapping) -> Incident:
    given = dict(row)
    given |= {name: tuple(json.loads(given[name])) for name in ("models", "subjects")}
    given |= {name: Level(given[name]) for name in ("level", "level_now")}
    return Incident(**given | {"state": IncidentState(given["state"])})
