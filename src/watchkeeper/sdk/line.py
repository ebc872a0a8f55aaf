"""The line from serving code to the server in one process: queue, two threads, outbox."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import deque

from watchkeeper.sdk.collector import Collector, Queued
from watchkeeper.sdk.courier import Courier
from watchkeeper.sdk.outbox import Outbox
from watchkeeper.sdk.settings import Settings
from watchkeeper.sdk.spool import Spool
from watchkeeper.sdk.spool_folder import open_outbox
from watchkeeper.sdk.tally import Stats, Tally


class Line:
    """What a process needs of its own; a forked child gets another.

    Nothing runs before the first record: a process that only loads the application and then
    forks its workers has no thread and no file.
    """

    def __init__(self, settings: Settings) -> None:
        self.queue: deque[Queued] = deque()
        self.tally = Tally()
        self.id = os.urandom(6).hex()
        self.numbers = itertools.count()
        self.running = False
        self._settings = settings
        # Reentrant: a signal handler may log while its own thread is starting this.
        self._lock = threading.RLock()
        self.closed = False
        self._ready = threading.Event()
        self._outbox: Outbox | None = None
        self._collector: Collector | None = None
        self._courier: Courier | None = None
        self._threads: tuple[threading.Thread, ...] = ()

    def start(self) -> bool:
        """Start the threads, once; False when closed, or when the interpreter is about to end."""
        with self._lock:
            if self.running:
                return True
            if self.closed:
                return False
            thread = threading.Thread(target=self._run, name="watchkeeper-collector", daemon=True)
            self.running = True
            try:
                thread.start()
            except RuntimeError:
                self.running = False
                return False
            self._threads = (thread, *self._threads)
            return True

    def flush(self, timeout_s: float) -> bool:
        """Return whether all that was logged so far is with the server within *timeout_s*."""
        return self._nothing_waits() if self.closed else self._flush(timeout_s, kept=False)

    def close(self, timeout_s: float) -> bool:
        """Stop within *timeout_s*; return whether all that was logged is with the server.

        What the server does not take now rests in the spool for the next process.
        """
        with self._lock:
            closing, self.closed, self.running = self.running, True, False
        if not closing:
            return self._nothing_waits()
        deadline = time.monotonic() + timeout_s
        arrived = self._flush(timeout_s, kept=True)
        if self._collector is not None and self._courier is not None:
            self._collector.stop()
            self._courier.stop()
        for thread in self._threads:
            thread.join(max(0.1, deadline - time.monotonic()))
        self.tally.warn_of_drops()
        if self._outbox is not None:
            self._outbox.sync()
            if not any(thread.is_alive() for thread in self._threads):
                self._outbox.close()
        return arrived

    def stats(self) -> Stats:
        """Return where the records are now.

        Asked in the order in which they move: one on its way may be seen twice, none is missed.
        """
        queued = len(self.queue)
        if self._collector is not None:
            queued += self._collector.holds
        return Stats(
            queued=queued,
            spooled=self._outbox.pending if self._outbox is not None else 0,
            sent=self.tally.sent,
            dropped=self.tally.dropped,
            adopted=self.tally.adopted,
        )

    def forget(self) -> None:
        """Let go, in a forked child, of the files and the socket that belong to the parent."""
        if self._courier is not None:
            self._courier.forget()
        if isinstance(self._outbox, Spool):
            self._outbox.forget()

    def _run(self) -> None:
        outbox = self._outbox = open_outbox(self._settings, self.id, self.tally)
        courier = self._courier = Courier(self._settings, self.tally, outbox)
        collector = self._collector = Collector(
            self._settings, self.id, self.queue, self.tally, outbox, courier
        )
        thread = threading.Thread(target=courier.run, name="watchkeeper-courier", daemon=True)
        thread.start()
        with self._lock:
            self._threads = (*self._threads, thread)
        self._ready.set()
        collector.run()

    def _nothing_waits(self) -> bool:
        stats = self.stats()
        return stats.queued + stats.spooled == 0

    def _flush(self, timeout_s: float, *, kept: bool) -> bool:
        """Wait until the server has all, or with *kept* until it is away and the spool has it."""
        deadline = time.monotonic() + timeout_s
        if not self._threads:
            return not self.queue
        if not self._ready.wait(timeout_s):
            return False
        outbox, courier, collector = self._outbox, self._courier, self._collector
        if outbox is None or courier is None or collector is None:
            return False
        marker = collector.mark()
        courier.hurry()
        if not marker.collected.wait(max(0.0, deadline - time.monotonic())):
            return False

        def arrived() -> bool:
            return outbox.finished >= marker.position

        def settled() -> bool:
            return arrived() or (kept and courier.away)

        courier.hurry()
        courier.wait_until(settled, max(0.0, deadline - time.monotonic()))
        return arrived()
