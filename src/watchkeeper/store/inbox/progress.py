"""How far the processes behind the inbox have come: said in the inbox itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from watchkeeper.model.clock import SystemClock
from watchkeeper.store.inbox.batches import last_kept
from watchkeeper.store.inbox.database import clear_errors, connect

_PUT = (
    "insert into progress values (?, ?, ?, ?) on conflict (name)"
    " do update set at = excluded.at, value = excluded.value, error = excluded.error"
)


@dataclass(frozen=True, slots=True)
class ProgressOf:
    """What a process last said: ``at`` in seconds of the epoch, ``value`` is its own count."""

    at: float
    value: int
    error: str


class Progress:
    """Notes between the server, the writer and the evaluator of one workspace."""

    def __init__(self, root: Path) -> None:
        self._connection = connect(root)
        # A note lost with the machine is written again; it must not cost a flush each time.
        self._connection.execute("pragma synchronous=normal")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def say(self, name: str, value: int = 0, error: str = "") -> None:
        """Note that *name* has come to *value*, now."""
        now = SystemClock().now().timestamp()
        with clear_errors():
            self._connection.execute(_PUT, (name, now, value, error))

    def of(self, name: str) -> ProgressOf | None:
        """Return what *name* last said."""
        with clear_errors():
            row = self._connection.execute(
                "select at, value, error from progress where name = ?", (name,)
            ).fetchone()
        return None if row is None else ProgressOf(*row)

    def last_kept(self) -> int:
        """Return the number of the newest request ever kept."""
        with clear_errors():
            return last_kept(self._connection)

    def is_empty(self, up_to: int) -> bool:
        """Return whether no request up to that number waits any more."""
        with clear_errors():
            row = self._connection.execute(
                "select 1 from inbox where id <= ? limit 1", (up_to,)
            ).fetchone()
        return row is None

    def check_writable(self) -> None:
        """Write a note.

        Raises:
            StoreError: the inbox cannot be written.
        """
        self.say("probe")
