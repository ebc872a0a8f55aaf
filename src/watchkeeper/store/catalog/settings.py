"""Facts about the workspace itself, by key: its id, time zone, replay position."""

from __future__ import annotations

from sqlalchemy import select

from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database, put


class Settings:
    """Text by key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """Return the value of *key*, or None."""
        with self._database.read() as connection:
            query = select(tables.setting.c.value).filter_by(key=key)
            return connection.execute(query).scalar()

    def put(self, key: str, value: str) -> None:
        """Set *key* to *value*."""
        with self._database.write() as connection:
            put(connection, tables.setting, [{"key": key, "value": value}], replace=["value"])

    def setdefault(self, key: str, value: str) -> str:
        """Set *key* unless it is set; return what stands."""
        with self._database.write() as connection:
            put(connection, tables.setting, [{"key": key, "value": value}])
            query = select(tables.setting.c.value).filter_by(key=key)
            return str(connection.execute(query).scalar_one())
