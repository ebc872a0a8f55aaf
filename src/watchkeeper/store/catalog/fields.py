"""What columns a model's own structs have: the names people use, and the names stored."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select

from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database

Part = Literal["features", "scores"]


@dataclass(frozen=True, slots=True)
class StoredField:
    """A field of a struct column: its own name, its Arrow type as text, its name in the lake.

    A name declared again with another type is a second field: Delta columns keep their type.
    """

    name: str
    type: str
    stored: str


class Fields:
    """The declared fields of every model, in the order of declaration."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def declare(
        self, model: str, part: Part, fields: Iterable[tuple[str, str]]
    ) -> tuple[StoredField, ...]:
        """Add the ``(name, type)`` pairs that are new; return all fields of *part*.

        Stored names are letters, digits and underscores, and differ by more than case.
        """
        with self._database.write() as connection:
            known = list(_select(connection, model, part))
            have = {(f.name, f.type) for f in known}
            taken = {f.stored.lower() for f in known}
            for name, kind in fields:
                if (name, kind) in have:
                    continue
                field = StoredField(name, kind, _free_name(name, kind, taken))
                connection.execute(
                    insert(tables.field).values(
                        model=model, part=part, name=name, type=kind, stored=field.stored
                    )
                )
                known.append(field)
                have.add((name, kind))
                taken.add(field.stored.lower())
        return tuple(known)

    def of(self, model: str, part: Part) -> tuple[StoredField, ...]:
        """Return the fields of *part*, in the order of declaration."""
        with self._database.read() as connection:
            return tuple(_select(connection, model, part))


def _select(connection: Connection, model: str, part: Part) -> Iterator[StoredField]:
    query = select(tables.field).filter_by(model=model, part=part).order_by(tables.field.c.id)
    for row in connection.execute(query):
        yield StoredField(row.name, row.type, row.stored)


def _free_name(name: str, kind: str, taken: Collection[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)[:100] or "_"
    if plain == name and name.lower() not in taken:
        return name
    mark = hashlib.sha256(f"{name}\0{kind}".encode()).hexdigest()[:8]
    return f"{plain}_{mark}"
