"""Batches on their way to the server: what one is, and where they wait in memory."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from watchkeeper.wire.doors import Kind


@dataclass(frozen=True, slots=True)
class Batch:
    """One request body, and the id under which the server knows it when it comes again."""

    kind: Kind
    batch_id: str
    records: int
    body: bytes


class Outbox(Protocol):
    """Batches in the order in which they came. One thread appends, one takes from the head."""

    @property
    def pending(self) -> int:
        """Return the number of records that wait."""
        ...

    @property
    def finished(self) -> int:
        """Return how many batches left it since it was opened."""
        ...

    @property
    def appended(self) -> int:
        """Return how many batches came into it since it was opened."""
        ...

    def append(self, batch: Batch) -> bool:
        """Put *batch* at the end; False: it is full, and the batch was not taken."""
        ...

    def head(self) -> Batch | None:
        """Return the first batch, None when it is empty."""
        ...

    def done(self) -> None:
        """Take the first batch away: it is with the server, or given up."""
        ...

    def sync(self) -> None:
        """Return when all that waits rests on the disk."""
        ...

    def close(self) -> None:
        """Let go of it; what waits on a disk waits on."""
        ...


class MemoryOutbox:
    """The outbox of a process that can write no disk: lost with the process."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._batches: deque[Batch] = deque()
        self._bytes = 0
        self.pending = 0
        self.appended = 0
        self.finished = 0

    def append(self, batch: Batch) -> bool:
        """Put *batch* at the end, unless it is full."""
        with self._lock:
            if self._bytes + len(batch.body) > self._limit:
                return False
            self._batches.append(batch)
            self._bytes += len(batch.body)
            self.pending += batch.records
            self.appended += 1
            return True

    def head(self) -> Batch | None:
        """Return the first batch, None when it is empty."""
        with self._lock:
            return self._batches[0] if self._batches else None

    def done(self) -> None:
        """Take the first batch away."""
        with self._lock:
            batch = self._batches.popleft()
            self._bytes -= len(batch.body)
            self.pending -= batch.records
            self.finished += 1

    def sync(self) -> None:
        """Memory has no disk to wait for."""

    def close(self) -> None:
        """Memory needs no closing."""
