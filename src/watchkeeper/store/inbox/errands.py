"""What the server asks of the evaluator, and what it answers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from watchkeeper.store.inbox.database import clear_errors, connect


@dataclass(frozen=True, slots=True)
class Errand:
    """Judge all windows that are complete by ``until`` (None: by now)."""

    id: str
    until: datetime | None


class Errands:
    """Requests between the processes of one workspace, each answered once."""

    def __init__(self, root: Path) -> None:
        self._connection = connect(root)
        # One lost with the machine has nobody left who waits for it.
        self._connection.execute("pragma synchronous=normal")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def ask(self, until: datetime | None) -> str:
        """Ask for a run; return the name under which the answer will come."""
        name = uuid.uuid4().hex
        when = "" if until is None else until.isoformat()
        with clear_errors():
            self._connection.execute("insert into errand values (?, ?, null)", (name, when))
        return name

    def pending(self) -> list[Errand]:
        """Return what nobody has answered."""
        with clear_errors():
            rows = self._connection.execute(
                "select id, until from errand where answer is null"
            ).fetchall()
        return [Errand(name, datetime.fromisoformat(when) if when else None) for name, when in rows]

    def answer(self, name: str, text: str) -> None:
        """Answer a request."""
        with clear_errors():
            self._connection.execute("update errand set answer = ? where id = ?", (text, name))

    def take(self, name: str) -> str | None:
        """Return the answer and forget the request; None while there is none."""
        with clear_errors():
            row = self._connection.execute(
                "delete from errand where id = ? and answer is not null returning answer", (name,)
            ).fetchone()
        return None if row is None else str(row[0])

    def answered(self) -> frozenset[str]:
        """Return the requests whose answer nobody has taken yet."""
        with clear_errors():
            rows = self._connection.execute("select id from errand where answer is not null")
            return frozenset(name for (name,) in rows)

    def forget(self, name: str) -> None:
        """Withdraw a request."""
        with clear_errors():
            self._connection.execute("delete from errand where id = ?", (name,))
