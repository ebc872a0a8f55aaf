"""Incidents are brought up to date with what was judged: read once, written once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watchkeeper.alerting.group import ECHO, Group, group
from watchkeeper.alerting.reconcile import Outcome, reconcile
from watchkeeper.alerting.threads import MOST_GAP
from watchkeeper.config import Settings
from watchkeeper.model import Model
from watchkeeper.model.incident import Incident
from watchkeeper.store.catalog.deviations import (
    NewAnswers,
    answered_of,
    assign,
    deviations_of,
    follow_positions,
    put_answers,
    put_follow_position,
)
from watchkeeper.store.catalog.incidents import incidents_of, put_incident
from watchkeeper.store.new_results import new_answers
from watchkeeper.store.store import Store

_LENGTHS = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "1w": timedelta(weeks=1)}
# An incident that ended earlier than so many windows ago has no part in what happens now.
_REACH = ECHO + MOST_GAP + 2

News = tuple[int, NewAnswers]


def follow_results(store: Store, settings: Settings) -> bool:
    """Make incidents of all that was judged since the last call; return whether anything was.

    All is written in one transaction with how far the results were read: killed anywhere and
    called again, it leaves the same.
    """
    with store.catalog.read() as connection:
        positions = follow_positions(connection)
    models = store.catalog.models.all()
    news = {
        model.name: new
        for model in models
        if (new := new_answers(store, model.name, positions.get(model.name))) is not None
    }
    if not news:
        return False
    reach = _REACH * _LENGTHS[settings.workspace.window]
    with store.catalog.write() as connection:
        if follow_positions(connection) != positions:
            # Another process came first; what is left is found by the next call.
            return True
        for family in _families(models):
            mine = [news[name] for name in family if name in news]
            if mine:
                _update(connection, family, mine, reach, store.clock.now())
    return True


def _families(models: Sequence[Model]) -> list[list[str]]:
    """Return the models in groups that share no data source with each other."""
    families: list[tuple[set[str], set[str]]] = []
    for model in models:
        names, sources = {model.name}, set(model.sources.values())
        for other in [f for f in families if f[1] & sources]:
            families.remove(other)
            names, sources = names | other[0], sources | other[1]
        families.append((names, sources))
    return [sorted(names) for names, _ in families]


def _update(
    connection: Connection,
    models: Sequence[str],
    news: Iterable[News],
    reach: timedelta,
    now: datetime,
) -> None:
    changed: list[datetime] = []
    for version, new in news:
        earliest = put_answers(connection, new)
        put_follow_position(connection, new.model, version)
        if earliest is not None:
            changed.append(earliest)
    known, since = _within_reach(connection, models, min(changed, default=None), reach)
    if since is None:
        return
    groups = group(deviations_of(connection, models, since=since))
    for outcome in reconcile(known, groups, answered_of(connection, models), now):
        _keep(connection, outcome, known)


def _within_reach(
    connection: Connection, models: Sequence[str], since: datetime | None, reach: timedelta
) -> tuple[list[Incident], datetime | None]:
    """Return the incidents that may change, and from when on their deviations are needed."""
    while True:
        known = incidents_of(connection, models, since=since - reach if since else None)
        first = min((i.started_at for i in known), default=since)
        if first is None or (since is not None and first >= since):
            return known, since
        since = first


def _keep(connection: Connection, outcome: Outcome, known: Sequence[Incident]) -> None:
    incident = outcome.incident
    if outcome.events or incident not in known:
        incident = put_incident(connection, incident, outcome.events)
    if outcome.group is not None:
        assign(connection, _moved(outcome.group, incident.id))


def _moved(one: Group, incident: int) -> Iterable[tuple[int, int, str | None]]:
    """Yield the deviations that were not counted to the incident in this way."""
    for deviation in one.evidence:
        if (deviation.incident, deviation.muted) != (incident, ""):
            yield deviation.id, incident, None
    for muted in one.muted:
        if (muted.deviation.incident, muted.deviation.muted) != (incident, muted.because):
            yield muted.deviation.id, incident, muted.because
