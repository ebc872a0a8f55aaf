"""The outbox: messages that are written down with what they tell of, and sent until received."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from watchkeeper.model.finding import Level
from watchkeeper.store.catalog import incident_tables as tables
from watchkeeper.store.catalog.database import Database

_row = tables.outbox.c
_WAITING = (_row.delivered_at.is_(None), _row.given_up_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The last message about an incident in a channel, sent or waiting."""

    sequence: int
    kind: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message in the outbox.

    ``key`` is the same however often it is sent: a receiver can tell a repetition by it.
    """

    id: int
    channel: str
    incident: int
    sequence: int
    kind: str
    level: Level
    message: Mapping[str, Any]
    created_at: datetime
    attempts: int
    next_at: datetime
    last_error: str | None = None
    delivered_at: datetime | None = None
    given_up_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return what tells this message from every other one, in ASCII: it becomes a header."""
        channel = quote(self.channel, safe="")
        return f"{channel}-{self.incident}-{self.kind}-{self.sequence}"


class Outbox:
    """Messages to be sent, and those that were."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, now: datetime | None = None) -> list[Letter]:
        """Return what is to be sent, oldest first; with *now* only what is due by then."""
        query = select(tables.outbox).where(*_WAITING).order_by(_row.id)
        if now is not None:
            query = query.where(_row.next_at <= now)
        return self._letters(query)

    def given_up(self) -> list[Letter]:
        """Return the messages that nobody will send any more, newest first."""
        query = select(tables.outbox).where(_row.given_up_at.is_not(None))
        return self._letters(query.order_by(_row.id.desc()))

    def delivered(self, letter: int, now: datetime) -> None:
        """Note that a message was received."""
        self._change(letter, delivered_at=now, attempts=_row.attempts + 1, last_error=None)

    def failed(self, letter: int, error: str, again_at: datetime) -> None:
        """Note why a message was not received, and when to try again."""
        self._change(letter, next_at=again_at, attempts=_row.attempts + 1, last_error=error)

    def give_up(self, letter: int, error: str, now: datetime) -> None:
        """Note that a message will never be received."""
        self._change(letter, given_up_at=now, attempts=_row.attempts + 1, last_error=error)

    def forget(self, before: datetime) -> int:
        """Forget what was received or given up before then; return how many messages.

        The last message of a channel about an incident stays: the next one follows from it.
        """
        done = func.coalesce(_row.delivered_at, _row.given_up_at)
        old = (done < before, _row.id.not_in(_newest()))
        with self._database.write() as connection:
            return connection.execute(delete(tables.outbox).where(*old)).rowcount

    def _letters(self, query: Any) -> list[Letter]:
        with self._database.read() as connection:
            return [_letter(row) for row in connection.execute(query).mappings()]

    def _change(self, letter: int, **values: Any) -> None:
        with self._database.write() as connection:
            connection.execute(update(tables.outbox).filter_by(id=letter).values(**values))


def last_told(connection: Connection) -> dict[tuple[str, int], Told]:
    """Return the last message of every channel about every incident."""
    query = select(_row.channel, _row.incident, _row.sequence, _row.kind, _row.level)
    rows = connection.execute(query.where(_row.id.in_(_newest()))).all()
    return {
        (r.channel, r.incident): Told(sequence=r.sequence, kind=r.kind, level=Level(r.level))
        for r in rows
    }


def post(connection: Connection, letters: Iterable[Mapping[str, Any]]) -> int:
    """Put messages into the outbox, inside the transaction that changed what they tell of.

    Each has ``channel``, ``incident``, ``sequence``, ``kind``, ``level``, ``message`` (plain
    values) and ``created_at``; it is due at once.
    """
    rows: Sequence[dict[str, Any]] = [
        dict(letter)
        | {
            "level": str(letter["level"]),
            "message": json.dumps(letter["message"], ensure_ascii=False),
            "attempts": 0,
            "next_at": letter["due_at"],
        }
        for letter in letters
    ]
    for row in rows:
        row.pop("due_at")
    if rows:
        connection.execute(insert(tables.outbox), rows)
    return len(rows)


def _newest() -> Select[tuple[int]]:
    return select(func.max(_row.id)).group_by(_row.channel, _row.incident)


def _letter(row: RowMapping) -> Letter:
    given = dict(row)
    return Letter(
        **given | {"level": Level(given["level"]), "message": json.loads(given["message"])}
    )
