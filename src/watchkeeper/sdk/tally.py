"""What became of the records, counted exactly."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

# Reasons that the server words differently each time must not fill a log.
MOST_WARNINGS = 100

LOG = logging.getLogger("watchkeeper.sdk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Where the records of this process are.

    ``queued`` are in memory; ``spooled`` wait on disk for the server, or in memory where no disk
    can be written; ``sent`` are with it; ``dropped`` are lost. Every record logged is in one of
    the four, and while it moves, for a moment, in two. ``adopted`` are records of processes that
    died, sent by this one.
    """

    queued: int = 0
    spooled: int = 0
    sent: int = 0
    dropped: int = 0
    adopted: int = 0


class Tally:
    """The counters of one process, and the warnings that it gave already."""

    def __init__(self) -> None:
        # Reentrant: a signal handler may log while its own thread is counting.
        self._lock = threading.RLock()
        self.sent = 0
        self.dropped = 0
        self.adopted = 0
        self._reasons: dict[str, int] = {}
        self._warned: set[str] = set()

    def count_sent(self, records: int, *, adopted: bool = False) -> None:
        """Count *records* that the server has."""
        with self._lock:
            if adopted:
                self.adopted += records
            else:
                self.sent += records

    def drop(self, records: int, reason: str, *, adopted: bool = False) -> None:
        """Count *records* as lost for *reason*; ``warn`` tells it later, from another thread."""
        with self._lock:
            if not adopted:
                self.dropped += records
            self._reasons[reason] = self._reasons.get(reason, 0) + records

    def warn_of_drops(self) -> None:
        """Write one line to the log for each reason that was not told yet."""
        if not self._reasons:
            return
        with self._lock:
            reasons, self._reasons = self._reasons, {}
        for reason, records in reasons.items():
            self.warn_once(reason, f"{records} records dropped so far: {reason}")

    def warn_once(self, key: str, message: str) -> None:
        """Write *message* to the log, unless *key* was told before."""
        if key not in self._warned and len(self._warned) < MOST_WARNINGS:
            self._warned.add(key)
            LOG.warning("watchkeeper: %s; said once, client.stats counts on", message)
