"""Requests are kept in groups: while one group commits, the next gathers."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from watchkeeper.errors import StoreError
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.inbox.database import clear_errors, connect, transaction
from watchkeeper.store.inbox.entry import Entry
from watchkeeper.store.inbox.kept_bytes import add_kept, kept_bytes
from watchkeeper.store.inbox.room import DEFAULT_MOST_BYTES, Room

_FAILED_S = 30.0
_INSERT = (
    "insert into inbox (model, kind, form, records, size, kept_at, received_at, name, version,"
    " environment, client, body) values "
)
_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ROWS_AT_ONCE = 64
_SEE = "insert into seen (model, kind, name, at) values (?, ?, ?, ?) on conflict do nothing"


class _Pending(NamedTuple):
    entry: Entry
    future: asyncio.Future[bool]


class GroupCommit:
    """The door's side of the inbox: one thread that commits whatever has gathered.

    There is no timer: the first request commits at once, those that come meanwhile are the
    next group. Used from one event loop.

    ``room`` says whether a request may come in; it knows what waits as of the last commit, and as
    of a moment after it refused one.
    """

    def __init__(self, root: Path, *, most_bytes: int = DEFAULT_MOST_BYTES) -> None:
        """Open the inbox of the workspace in *root*; *most_bytes* may wait in it."""
        self._connection = connect(root)
        self.room = Room(most_bytes, refused=self._look_again)
        self._look()
        self._queue: deque[_Pending] = deque()
        self._wake = threading.Event()
        self._closing = self._must_look = False
        self._thread = threading.Thread(target=self._run, name="inbox", daemon=True)
        self._failed = ("", 0.0)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Return whether requests are being kept."""
        return self._thread.is_alive() and not self._closing

    @property
    def error(self) -> str:
        """Return why the last group could not be kept, for a while: then it is to be tried."""
        text, at = self._failed
        return text if time.monotonic() - at < _FAILED_S else ""

    async def keep(self, entry: Entry) -> bool:
        """Put *entry* on the disk; return whether one of its name was there before.

        Raises:
            DiskError: the disk is full or takes no writes.
            StoreError: it could not be written.
        """
        if not self.is_alive:
            raise StoreError("the inbox is closed", hint="send again in a few seconds")
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.append(_Pending(entry, future))
        # Asking is cheaper than telling twice; whoever wakes looks at the queue after it clears.
        if not self._wake.is_set():
            self._wake.set()
        return await future

    def close(self) -> None:
        """Commit what has gathered, then stop."""
        self._closing = True
        self._wake.set()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            group = [self._queue.popleft() for _ in range(len(self._queue))]
            if group:
                self._commit(group)
            elif self._closing:
                return
            elif self._must_look:
                self._look()
            if self._closing:
                self._wake.set()

    def _look_again(self) -> None:
        """Have the thread see what waits: where nothing comes in, no commit tells."""
        self._must_look = True
        self._wake.set()

    def _look(self) -> None:
        self._must_look = False
        with contextlib.suppress(sqlite3.Error):
            self.room.tell(kept_bytes(self._connection))

    def _commit(self, group: Sequence[_Pending]) -> None:
        outcome: list[bool] | StoreError
        try:
            with clear_errors(), transaction(self._connection):
                outcome, size = self._insert([pending.entry for pending in group])
                kept = add_kept(self._connection, size)
            self.room.tell(kept, added=size)
            self._failed = ("", 0.0)
        # Whatever is wrong, somebody waits for an answer.
        except Exception as error:
            outcome = error if isinstance(error, StoreError) else StoreError(str(error))
            self._failed = (outcome.message, time.monotonic())
        try:
            group[0].future.get_loop().call_soon_threadsafe(self._answer, group, outcome)
        except RuntimeError:
            # The loop has ended: nobody waits any more, and nothing was promised.
            return

    def _insert(self, entries: Sequence[Entry]) -> tuple[list[bool], int]:
        now = SystemClock().now().timestamp()
        repeated = [e.named_by_sender and self._is_repeated(e, now) for e in entries]
        new = [e for e, known in zip(entries, repeated, strict=True) if not known]
        # Many rows in one statement: between two statements, the event loop has to be waited for.
        for at in range(0, len(new), _ROWS_AT_ONCE):
            some = new[at : at + _ROWS_AT_ONCE]
            values = [value for entry in some for value in _row(entry, now)]
            self._connection.execute(_INSERT + ", ".join([_ROW] * len(some)), values)
        return repeated, sum(len(entry.body) for entry in new)

    def _is_repeated(self, entry: Entry, now: float) -> bool:
        # Also when the first of the two is in this very group.
        key = (entry.model, entry.kind, entry.name, now)
        return self._connection.execute(_SEE, key).rowcount == 0

    def _answer(self, group: Sequence[_Pending], outcome: list[bool] | StoreError) -> None:
        for at, (_, future) in enumerate(group):
            if future.done():
                continue
            if isinstance(outcome, StoreError):
                future.set_exception(outcome)
            else:
                future.set_result(outcome[at])


def _row(e: Entry, now: float) -> tuple[object, ...]:
    return (
        *(e.model, e.kind, e.form, e.records, len(e.body), now, e.received_at, e.name),
        *(e.version, e.environment, e.client, e.body),
    )
