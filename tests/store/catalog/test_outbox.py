"""Messages that were received long ago are forgotten, but for what the next one follows from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from watchkeeper.model import Level
from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.store.catalog import Catalog
from watchkeeper.store.catalog.incidents import put_incident
from watchkeeper.store.catalog.outbox import last_told, post

NOW = datetime(2024, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def incident(catalog: Catalog) -> int:
    """Return the number of an incident with four messages to each of two channels."""
    made = Incident(
        id=0,
        root_kind="column",
        root="temp",
        models=("m",),
        environment="production",
        version="1",
        state=IncidentState.OPEN,
        level=Level.WARNING,
        level_now=Level.WARNING,
        title="temp of m: gone",
        subjects=("temp",),
        started_at=NOW,
        last_seen=NOW,
        opened_at=NOW,
        updated_at=NOW,
    )
    with catalog.write() as connection:
        number = put_incident(connection, made).id
        for sequence in range(1, 5):
            for channel in ("chat", "mail"):
                letter = {
                    "channel": channel,
                    "incident": number,
                    "sequence": sequence,
                    "kind": "opened",
                    "level": Level.WARNING,
                    "message": {},
                    "created_at": NOW,
                    "due_at": NOW,
                }
                post(connection, [letter])
    return number


def test_only_what_is_done_and_old_goes(catalog: Catalog, incident: int) -> None:
    """What waits stays, however old; given up counts as done; the last one of a channel stays."""
    letters = {(one.channel, one.sequence): one.id for one in catalog.outbox.waiting()}
    for sequence in (1, 2, 4):
        catalog.outbox.delivered(letters["chat", sequence], NOW + sequence * DAY)
    catalog.outbox.give_up(letters["mail", 1], "gone", NOW)
    with catalog.read() as connection:
        told = last_told(connection)

    assert catalog.outbox.forget(NOW + 1.5 * DAY) == 2
    assert catalog.outbox.forget(NOW + 9 * DAY) == 1
    assert catalog.outbox.forget(NOW + 9 * DAY) == 0

    waiting = {(one.channel, one.sequence) for one in catalog.outbox.waiting()}
    assert waiting == {("chat", 3), ("mail", 2), ("mail", 3), ("mail", 4)}
    assert catalog.outbox.given_up() == []
    with catalog.read() as connection:
        assert last_told(connection) == told
    assert told["chat", incident].sequence == 4
