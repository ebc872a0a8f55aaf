"""What was dropped, rescued or rejected: counted, so that it can become a finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database

NO_DAY = ""


class Counters:
    """Sums per model, name and day of the rows concerned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, model: str, name: str, by_day: Mapping[date | None, int]) -> None:
        """Add counts; None as day stands for rows without a time. Zeros leave no trace."""
        rows = [
            {"model": model, "name": name, "day": _key(day), "value": value}
            for day, value in by_day.items()
            if value
        ]
        if not rows:
            return
        statement = insert(tables.counter)
        added = tables.counter.c.value + statement.excluded.value
        with self._database.write() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["model", "name", "day"], set_={"value": added}
                ),
                rows,
            )

    def total(self, model: str, name: str) -> int:
        """Return the sum over all days."""
        query = select(func.coalesce(func.sum(tables.counter.c.value), 0))
        with self._database.read() as connection:
            return int(connection.execute(query.filter_by(model=model, name=name)).scalar_one())

    def by_day(self, model: str, name: str) -> dict[date | None, int]:
        """Return the counts of each day that has any."""
        query = select(tables.counter.c.day, tables.counter.c.value)
        with self._database.read() as connection:
            rows = connection.execute(query.filter_by(model=model, name=name)).all()
        return {date.fromisoformat(day) if day else None: value for day, value in rows}


def _key(day: date | None) -> str:
    return NO_DAY if day is None else day.isoformat()
