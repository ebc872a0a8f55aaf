"""The thread that makes batches of what was logged and puts them into the outbox."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Iterable
from importlib import metadata
from typing import Any

from watchkeeper.sdk.body import Logged, batches
from watchkeeper.sdk.courier import Courier
from watchkeeper.sdk.outbox import Outbox
from watchkeeper.sdk.settings import Settings
from watchkeeper.sdk.tally import Tally
from watchkeeper.wire.doors import Kind

# Short of a batch the collector looks again after this long. Nobody wakes it for a record: a
# wake-up per record costs eight times what the record costs.
NAP_S = 0.05


class Marker:
    """A place in the queue: set when all before it are in the outbox."""

    def __init__(self) -> None:
        self.collected = threading.Event()
        self.position = 0


Queued = tuple[Kind, Logged] | Marker


class Collector:
    """Takes from the queue by number and age."""

    def __init__(
        self,
        settings: Settings,
        client_id: str,
        queue: deque[Queued],
        tally: Tally,
        outbox: Outbox,
        courier: Courier,
    ) -> None:
        self.holds = 0
        self._settings = settings
        self._client_id = client_id
        self._queue = queue
        self._tally = tally
        self._outbox = outbox
        self._courier = courier
        self._numbers = itertools.count()
        self._packages = installed(settings.packages)
        self._stopping = False
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._markers = 0

    def run(self) -> None:
        """Collect until stopped and the queue is empty: the body of the thread."""
        while not (self._stopping and not self._queue):
            self._wait_for_work()
            logged, marker = self._take()
            try:
                self._put_away(logged)
            except Exception as error:
                self._tally.drop(self.holds, f"not encoded: {type(error).__name__}")
                self.holds = 0
            if marker is not None:
                marker.position = self._outbox.appended
                marker.collected.set()

    def mark(self) -> Marker:
        """Return a marker behind all that was logged so far, and collect up to it at once."""
        marker = Marker()
        with self._lock:
            self._markers += 1
        self._queue.append(marker)
        self._wake.set()
        return marker

    def stop(self) -> None:
        """End the thread once the queue is empty."""
        self._stopping = True
        self._wake.set()

    def _wait_for_work(self) -> None:
        """Return when there is a batch, when the oldest record is old, or when told to hurry."""
        due_at = None
        while len(self._queue) < self._settings.batch and not (self._stopping or self._markers):
            now = time.monotonic()
            if self._queue and due_at is None:
                due_at = now + self._settings.max_age_s
            if due_at is not None and now >= due_at:
                return
            self._wake.wait(NAP_S)
            self._wake.clear()

    def _take(self) -> tuple[list[tuple[Kind, Logged]], Marker | None]:
        """Return up to a batch from the queue, and the marker that ended it."""
        logged: list[tuple[Kind, Logged]] = []
        while self._queue and len(logged) < self._settings.batch:
            # Counted before it is taken: a record in between would be nowhere.
            self.holds += 1
            one = self._queue.popleft()
            if isinstance(one, Marker):
                self.holds -= 1
                with self._lock:
                    self._markers -= 1
                return logged, one
            logged.append(one)
        return logged, None

    def _put_away(self, logged: list[tuple[Kind, Logged]]) -> None:
        by_kind: dict[Kind, list[Logged]] = {}
        for kind, values in logged:
            by_kind.setdefault(kind, []).append(values)
        for kind, of_kind in by_kind.items():
            for batch in batches(kind, of_kind, self._head(kind), self._new_batch_id):
                if not self._outbox.append(batch):
                    self._tally.drop(batch.records, "the spool is full")
                self.holds -= batch.records
                # Asked after the append: a courier that fails meanwhile syncs it itself.
                if self._courier.away:
                    self._outbox.sync()
                self._courier.more()

    def _head(self, kind: Kind) -> dict[str, Any]:
        """Return the fields beside the records, as they are now."""
        if kind != "predictions":
            return {}
        version = {} if self._settings.version is None else {"version": self._settings.version}
        client = {
            "id": self._client_id,
            "dropped": self._tally.dropped,
            "packages": self._packages,
        }
        return {**version, "environment": self._settings.environment, "client": client}

    def _new_batch_id(self) -> str:
        return f"{self._client_id}-{next(self._numbers)}"


def installed(packages: Iterable[str]) -> dict[str, str]:
    """Return the versions of those *packages* that are installed."""
    found = {}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
