"""Silences: which messages are held back, by whom, until when."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from watchkeeper.errors import NotFound
from watchkeeper.model.finding import Level
from watchkeeper.model.incident import Silence
from watchkeeper.store.catalog import incident_tables as tables
from watchkeeper.store.catalog.database import Database


class Silences:
    """Every silence, also those that have ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, silence: Silence) -> Silence:
        """Keep a new silence; return it with its number."""
        values = {k: v for k, v in asdict(silence).items() if k != "id"}
        values["level"] = None if silence.level is None else str(silence.level)
        made = insert(tables.silence).values(**values).returning(tables.silence.c.id)
        with self._database.write() as connection:
            return replace(silence, id=connection.execute(made).scalar_one())

    def active(self, now: datetime) -> list[Silence]:
        """Return the silences that hold at *now*, the first to end first."""
        with self._database.read() as connection:
            return active_silences(connection, now)

    def end(self, silence_id: int, now: datetime) -> Silence:
        """End a silence at *now*; return it as it was.

        Raises:
            NotFound: none of that number holds.
        """
        with self._database.write() as connection:
            known = {silence.id: silence for silence in active_silences(connection, now)}
            if silence_id not in known:
                raise NotFound(f"no silence {silence_id} holds", hint="watchkeeper alerts silences")
            where = tables.silence.c.id == silence_id
            connection.execute(update(tables.silence).where(where).values(until=now))
        return known[silence_id]


def active_silences(connection: Connection, now: datetime) -> list[Silence]:
    """Return the silences that hold at *now*, inside a transaction."""
    until = tables.silence.c.until
    rows = connection.execute(select(tables.silence).where(until > now).order_by(until))
    return [_silence(row) for row in rows.mappings()]


def _silence(row: RowMapping) -> Silence:
    level = row["level"]
    return Silence(**dict(row) | {"level": None if level is None else Level(level)})
