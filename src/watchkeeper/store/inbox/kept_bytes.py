"""How many bytes wait in the inbox: a number that changes in the transactions that change them."""

from __future__ import annotations

import sqlite3

_NAME = "kept_bytes"
_ADD = (
    f"insert into progress values ('{_NAME}', 0, ?, '') on conflict (name)"
    " do update set value = value + excluded.value returning value"
)
# An empty inbox holds nothing, whatever was counted.
_DROP = (
    "update progress set value = case when exists (select 1 from inbox)"
    f" then max(0, value - ?) else 0 end where name = '{_NAME}'"
)
_READ = f"select value from progress where name = '{_NAME}'"
_BEGIN = (
    f"insert into progress select '{_NAME}', 0, coalesce(sum(size), 0), '' from inbox where true"
    " on conflict (name) do nothing"
)


def begin_count(connection: sqlite3.Connection) -> None:
    """Count what waits, in a file where nobody has counted yet."""
    if connection.execute(_READ).fetchone() is None:
        connection.execute(_BEGIN)


def add_kept(connection: sqlite3.Connection, size: int) -> int:
    """Count *size* more bytes, within the transaction that adds them; return how many wait now."""
    return int(connection.execute(_ADD, (size,)).fetchone()[0])


def drop_kept(connection: sqlite3.Connection, size: int) -> None:
    """Count *size* fewer bytes, within the transaction that has removed them."""
    connection.execute(_DROP, (size,))


def kept_bytes(connection: sqlite3.Connection) -> int:
    """Return how many bytes wait."""
    return int(connection.execute(_READ).fetchone()[0])
