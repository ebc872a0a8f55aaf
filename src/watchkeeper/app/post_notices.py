"""Messages are written down with what they tell of; `app/notify.py` sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from watchkeeper.alerting.due import Notice, due
from watchkeeper.alerting.message import message_of
from watchkeeper.config import Settings
from watchkeeper.model.clock import SystemClock
from watchkeeper.model.incident import IncidentState
from watchkeeper.store.catalog.incidents import incident_rows, peak_finding
from watchkeeper.store.catalog.outbox import last_told, post
from watchkeeper.store.catalog.silences import active_silences
from watchkeeper.store.store import Store


def post_notices(store: Store, settings: Settings) -> int:
    """Put what is to be told into the outbox; return how many messages that are.

    What was told last is compared with what is: called again, it posts nothing more.
    """
    if not settings.channels:
        return 0
    with store.catalog.read() as connection:
        if not _due(connection, store, settings):
            return 0
    with store.catalog.write() as connection:
        # Looked at again: another process may have posted meanwhile.
        notices = _due(connection, store, settings)
        return post(connection, [_letter(connection, store, settings, n) for n in notices])


def _due(connection: Connection, store: Store, settings: Settings) -> list[Notice]:
    told = last_told(connection)
    names = {channel.name for channel in settings.channels}
    waiting = [i for (name, i), last in told.items() if name in names and last.kind != "resolved"]
    incidents = incident_rows(connection, state=IncidentState.OPEN, also=waiting)
    return due(incidents, told, settings.channels, active_silences(connection, store.clock.now()))


def _letter(
    connection: Connection, store: Store, settings: Settings, notice: Notice
) -> Mapping[str, Any]:
    incident = notice.incident
    message = message_of(
        incident,
        peak_finding(connection, incident),
        [store.catalog.models.get(name) for name in incident.models],
        kind=notice.kind,
        external_url=settings.workspace.external_url,
    )
    return {
        "channel": notice.channel,
        "incident": incident.id,
        "sequence": notice.sequence,
        "kind": notice.kind,
        "level": incident.level,
        "message": message.to_dict(),
        "created_at": store.clock.now(),
        # Sending waits in real time, also where the workspace replays the past.
        "due_at": SystemClock().now(),
    }
