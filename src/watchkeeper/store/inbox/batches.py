"""The writer's side of the inbox: batches are frozen, written elsewhere, then cleared."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from watchkeeper.model.clock import SystemClock
from watchkeeper.store.inbox.database import clear_errors, connect, transaction
from watchkeeper.store.inbox.entry import Waiting
from watchkeeper.store.inbox.kept_bytes import drop_kept

#: Names of requests are remembered longer than any sender keeps what it could not send.
REMEMBERED = timedelta(days=14)

_CLEARED_AT_ONCE = 500
_COLUMNS = "id, model, kind, form, body, records, received_at, name, version, environment, client"


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that are written together: those numbered ``first`` to ``last`` that are still there.

    ``number`` rises and is never used again: it is the application transaction in the lake.
    ``tries`` counts attempts to write it of which nobody told the end.
    """

    number: int
    first: int
    last: int
    tries: int = 0


class Batches:
    """The batches of one inbox. One process at a time may use it; a lease sees to that."""

    def __init__(self, root: Path) -> None:
        self._connection = connect(root)
        with clear_errors():
            row = self._connection.execute("select value from fact where name = 'id'").fetchone()
        self.inbox_id = str(row[0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def unfrozen(self) -> tuple[int, float | None]:
        """Return bytes and the time of receipt of the oldest of the rows in no batch."""
        with clear_errors():
            size, oldest = self._connection.execute(
                "select coalesce(sum(size), 0), min(kept_at) from inbox where id > ?",
                (self._last_frozen(),),
            ).fetchone()
        return int(size), oldest

    def freeze(self, max_bytes: int) -> Batch | None:
        """Make a batch of the oldest rows in no batch, about *max_bytes* of them; None: none."""
        with clear_errors(), transaction(self._connection):
            after = self._last_frozen()
            rows = self._connection.execute(
                "select id, size from inbox where id > ? order by id", (after,)
            )
            last, size = None, 0
            for row_id, row_size in rows:
                last, size = row_id, size + row_size
                if size >= max_bytes:
                    break
            rows.close()
            return None if last is None else self._new(after + 1, last, tries=1)

    def pending(self) -> list[Batch]:
        """Return the batches that are not cleared, in the order in which they must be written."""
        with clear_errors():
            rows = self._connection.execute("select id, first, last, tries from batch order by id")
            return [Batch(*row) for row in rows]

    def begin(self, batch: Batch) -> None:
        """Note that *batch* is being written; one that was just made is noted already."""
        with clear_errors():
            self._connection.execute(
                "update batch set tries = tries + 1 where id = ?", (batch.number,)
            )

    def survived(self, batch: Batch) -> None:
        """Note that whoever wrote *batch* lives, though something is left of it."""
        with clear_errors():
            self._connection.execute("update batch set tries = 0 where id = ?", (batch.number,))

    def rows(self, batch: Batch) -> list[Waiting]:
        """Return the rows of *batch* in the order of receipt."""
        with clear_errors():
            found = self._connection.execute(
                f"select {_COLUMNS} from inbox where id between ? and ? order by id",
                (batch.first, batch.last),
            )
            return [Waiting(*row) for row in found]

    def clear(self, batch: Batch, written: Collection[int], *, whole: bool) -> None:
        """Drop the rows numbered *written*, which rest elsewhere now.

        A few at a time: a door that wants to commit waits for one slice only. With *whole* the
        batch itself goes last; a crash before that finds its rest, and the number, again.
        """
        ids = sorted(written)
        for at in range(0, len(ids), _CLEARED_AT_ONCE):
            with clear_errors(), transaction(self._connection):
                some = ids[at : at + _CLEARED_AT_ONCE]
                self._drop(f"id in ({', '.join('?' * len(some))})", some)
        if whole:
            with clear_errors(), transaction(self._connection):
                self._connection.execute("delete from batch where id = ?", (batch.number,))
                self._connection.execute("pragma incremental_vacuum(2000)")

    def split(self, batch: Batch) -> None:
        """Make a batch of its own of each row left in *batch*: one of them cannot be written."""
        with clear_errors(), transaction(self._connection):
            ids = self._connection.execute(
                "select id from inbox where id between ? and ? order by id",
                (batch.first, batch.last),
            ).fetchall()
            for (row_id,) in ids:
                self._new(row_id, row_id)
            self._connection.execute("delete from batch where id = ?", (batch.number,))

    def set_aside(self, batch: Batch, reason: str) -> None:
        """Put the rows of *batch* where they stop nobody, with the *reason*."""
        with clear_errors(), transaction(self._connection):
            span = (batch.first, batch.last)
            self._connection.execute(
                f"insert into set_aside ({_COLUMNS}, reason) select {_COLUMNS}, ?"
                " from inbox where id between ? and ?",
                (reason, *span),
            )
            self._drop("id between ? and ?", span)
            self._connection.execute("delete from batch where id = ?", (batch.number,))

    def forget_names(self) -> None:
        """Forget the names of requests that nobody sends again."""
        oldest = (SystemClock().now() - REMEMBERED).timestamp()
        with clear_errors(), transaction(self._connection):
            self._connection.execute("delete from seen where at < ?", (oldest,))

    def _drop(self, which: str, values: Sequence[int]) -> None:
        gone = self._connection.execute(
            f"delete from inbox where {which} returning size", values
        ).fetchall()
        drop_kept(self._connection, sum(size for (size,) in gone))

    def _last_frozen(self) -> int:
        # Of all batches ever: what follows a batch that was cleared is in none.
        row = self._connection.execute(
            "select coalesce((select value from progress where name = 'frozen'), 0)"
        ).fetchone()
        return int(row[0])

    def _new(self, first: int, last: int, *, tries: int = 0) -> Batch:
        made = self._connection.execute(
            "insert into batch (first, last, tries) values (?, ?, ?)", (first, last, tries)
        )
        self._connection.execute(
            "insert into progress values ('frozen', 0, ?, '') on conflict (name)"
            " do update set value = max(value, excluded.value)",
            (last,),
        )
        return Batch(made.lastrowid or 0, first, last, tries)


def last_kept(connection: sqlite3.Connection) -> int:
    """Return the number of the newest row ever kept."""
    row = connection.execute("select seq from sqlite_sequence where name = 'inbox'").fetchone()
    return 0 if row is None else int(row[0])
