"""The change log: what was done to a model, or happened around it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select

from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of the change log: ``kind`` is deploy, baseline, schema, event, ..."""

    model: str
    at: datetime
    kind: str
    text: str
    version: str | None = None


class ChangeLog:
    """Every change, in the order it was entered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, change: Change) -> None:
        """Enter *change*; the same entry a second time is left out."""
        row = asdict(change)
        with self._database.write() as connection:
            if connection.execute(select(tables.change.c.id).filter_by(**row)).first() is None:
                connection.execute(insert(tables.change).values(**row))

    def of(self, model: str) -> tuple[Change, ...]:
        """Return the changes of *model*, earliest first."""
        query = select(tables.change).filter_by(model=model)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(tables.change.c.at, tables.change.c.id))
            rows = found.mappings().all()
        return tuple(Change(**{k: v for k, v in row.items() if k != "id"}) for row in rows)

    def newest(self, most: int) -> tuple[Change, ...]:
        """Return the latest *most* changes of all models, newest first."""
        order = (tables.change.c.at.desc(), tables.change.c.id.desc())
        query = select(tables.change).order_by(*order).limit(most)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Change(**{k: v for k, v in row.items() if k != "id"}) for row in rows)
