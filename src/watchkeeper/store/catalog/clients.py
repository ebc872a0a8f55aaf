"""The serving processes that send: their packages, and what they had to drop."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.dialects.sqlite import insert

from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingClient:
    """A process that sends answers of one version.

    ``dropped`` is how many records it has dropped since its start; ``packages`` are the
    libraries it runs with, name to version.
    """

    id: str
    model: str
    version: str
    environment: str
    dropped: int = 0
    packages: Mapping[str, str] = field(default_factory=dict)
    first_seen: datetime
    last_seen: datetime


class Clients:
    """Every serving process that was heard of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def heard(self, clients: Sequence[ServingClient]) -> None:
        """Note what *clients* said; what is known of them already is brought up to date."""
        if not clients:
            return
        rows = [asdict(c) | {"packages": json.dumps(dict(c.packages))} for c in clients]
        statement = insert(tables.client)
        # Batches may overtake each other: the later word and the larger count stand.
        newer = {
            "dropped": func.max(tables.client.c.dropped, statement.excluded.dropped),
            "last_seen": func.max(tables.client.c.last_seen, statement.excluded.last_seen),
            "first_seen": func.min(tables.client.c.first_seen, statement.excluded.first_seen),
            "packages": case(
                (
                    statement.excluded.last_seen >= tables.client.c.last_seen,
                    statement.excluded.packages,
                ),
                else_=tables.client.c.packages,
            ),
        }
        keys = [column.name for column in tables.client.primary_key]
        with self._database.write() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=keys, set_=newer), rows
            )

    def of(self, model: str) -> tuple[ServingClient, ...]:
        """Return the clients of *model*, the one heard of last first."""
        query = select(tables.client).filter_by(model=model)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(tables.client.c.last_seen.desc()))
            rows = [dict(row) for row in found.mappings()]
        return tuple(
            ServingClient(**row | {"packages": json.loads(row["packages"])}) for row in rows
        )
