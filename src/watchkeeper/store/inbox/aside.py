"""Requests that were set aside: looked at, sent on their way again, or dropped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchkeeper.errors import DataError, NotFound
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.inbox.database import clear_errors, connect, transaction
from watchkeeper.store.inbox.kept_bytes import add_kept

_SAME = "model, kind, form, records, received_at, name, version, environment, client, body"


def aside_body(root: Path, number: int) -> bytes:
    """Return the body of the request *number* as it came.

    Raises:
        NotFound: none of that number was set aside.
    """
    with _opened(root, number) as connection:
        found = connection.execute("select body from set_aside where id = ?", (number,))
        return bytes(found.fetchone()[0])


def retry_aside(root: Path, number: int) -> None:
    """Put the request *number* back into the inbox, as if it had come just now.

    Raises:
        NotFound: none of that number was set aside.
        DataError: an older version of this program set it aside, and did not note who answered.
    """
    with _opened(root, number) as connection, transaction(connection):
        facts = "select kind, version, length(body) from set_aside where id = ?"
        kind, version, size = connection.execute(facts, (number,)).fetchone()
        if kind == "predictions" and not version:
            raise DataError(
                f"request {number} does not say which version of its model answered",
                hint="save its body, send it with its version, then drop it",
            )
        now = SystemClock().now().timestamp()
        connection.execute(
            f"insert into inbox (size, kept_at, {_SAME}) select length(body), ?, {_SAME}"
            " from set_aside where id = ?",
            (now, number),
        )
        connection.execute("delete from set_aside where id = ?", (number,))
        add_kept(connection, size)


def drop_aside(root: Path, number: int) -> None:
    """Forget the request *number*: its records are in no table.

    Raises:
        NotFound: none of that number was set aside.
    """
    with _opened(root, number) as connection, transaction(connection):
        connection.execute("delete from set_aside where id = ?", (number,))


@contextmanager
def _opened(root: Path, number: int) -> Iterator[sqlite3.Connection]:
    connection = connect(root)
    try:
        with clear_errors():
            known = "select id from set_aside order by id"
            numbers = [row[0] for row in connection.execute(known)]
            if number not in numbers:
                some = ", ".join(map(str, numbers[:10]))
                hint = f"set aside are: {some}" if some else "none is"
                raise NotFound(f"no request {number} was set aside", hint=hint)
            yield connection
    finally:
        connection.close()
