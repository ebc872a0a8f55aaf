"""Leases: one process at a time does a named thing, and none waits for the dead."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from watchkeeper.errors import LeaseHeld, StoreError
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database
from watchkeeper.store.catalog.process import ProcessId, this_process

_POLL_S = 0.02


class Leases:
    """The leases of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._locks: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._depth: defaultdict[str, int] = defaultdict(int)
        self._token = uuid.uuid4().hex

    @contextmanager
    def hold(
        self, name: str, holder: str, *, ttl_s: float = 30.0, wait_s: float = 10.0
    ) -> Iterator[None]:
        """Hold *name* while the block runs; nested and from the same thread, it is held once.

        It is renewed in the background. A holder that died on this host is replaced at once,
        one that died elsewhere after *ttl_s*. The lease keeps the peace; that nothing is
        written twice rests on the tables, whose commits fail when another was first.

        Args:
            name: What is leased, such as ``writer/flights``.
            holder: Who holds it, for the message that others get.
            ttl_s: How long it lasts without renewal.
            wait_s: How long to wait for another holder.

        Raises:
            LeaseHeld: a live process still has it after *wait_s*.
        """
        with self._locks[name]:
            if self._depth[name]:
                yield
                return
            self._acquire(name, holder, ttl_s, wait_s)
            self._depth[name] = 1
            try:
                with self._renewed(name, ttl_s):
                    yield
            finally:
                self._depth[name] = 0
                self._release(name)

    @contextmanager
    def _renewed(self, name: str, ttl_s: float) -> Iterator[None]:
        stop = threading.Event()
        renewer = threading.Thread(target=self._renew, args=(name, ttl_s, stop), daemon=True)
        renewer.start()
        try:
            yield
        finally:
            stop.set()
            renewer.join()

    def _acquire(self, name: str, holder: str, ttl_s: float, wait_s: float) -> None:
        deadline = time.monotonic() + wait_s
        while (other := self._try(name, holder, ttl_s)) is not None:
            if time.monotonic() >= deadline:
                raise LeaseHeld(
                    f"{name} is held by {other}, still after {wait_s:g} s",
                    hint="wait until it is done, or stop it",
                )
            time.sleep(_POLL_S)

    def _try(self, name: str, holder: str, ttl_s: float) -> str | None:
        """Take the lease, or return who has it."""
        now, me = SystemClock().now(), this_process()
        with self._database.write() as connection:
            found = connection.execute(select(tables.lease).filter_by(name=name))
            row = found.mappings().one_or_none()
            # One of our own is the rest of a release that failed.
            held = row is not None and row["token"] != self._token and row["until"] > now
            if row is not None and held and not process_of(row).is_dead():
                return f"{row['holder']} ({process_of(row)})"
            connection.execute(delete(tables.lease).filter_by(name=name))
            connection.execute(
                insert(tables.lease).values(
                    name=name,
                    holder=holder,
                    token=self._token,
                    host=me.host,
                    pid=me.pid,
                    started=me.started,
                    until=now + timedelta(seconds=ttl_s),
                )
            )
        return None

    def _renew(self, name: str, ttl_s: float, stop: threading.Event) -> None:
        while not stop.wait(ttl_s / 3):
            until = SystemClock().now() + timedelta(seconds=ttl_s)
            # Where it cannot be written now, on a full disk, it is tried again.
            with contextlib.suppress(StoreError), self._database.write() as connection:
                connection.execute(
                    update(tables.lease).where(*self._mine(name)).values(until=until)
                )

    def _release(self, name: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(tables.lease).where(*self._mine(name)))

    def _mine(self, name: str) -> tuple[ColumnElement[bool], ...]:
        # Not by process: one process may have the workspace open twice.
        return tables.lease.c.name == name, tables.lease.c.token == self._token


def process_of(row: RowMapping) -> ProcessId:
    """Return the process that a row of the lease or batch table names."""
    return ProcessId(row["host"], row["pid"], row["started"])
