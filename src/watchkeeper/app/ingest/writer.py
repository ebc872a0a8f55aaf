"""The writer: takes requests out of the inbox and puts their records into the lake, each once."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from deltalake.exceptions import DeltaError

from watchkeeper.app.deployed import Versions
from watchkeeper.app.ingest.write_kinds import KINDS, Kind
from watchkeeper.errors import StoreError, WatchkeeperError
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.catalog.clients import ServingClient
from watchkeeper.store.inbox import Batch, Batches, Progress, Waiting
from watchkeeper.store.lake.mend import drop_torn_commit
from watchkeeper.store.store import Store

#: A batch is frozen when this much waits, or when its oldest request has waited long enough.
MAX_BATCH_BYTES = 16 * 2**20
_AGE_PER_STREAM_S = 0.05
_LONGEST_AGE_S = 60.0

#: So many writers in a row may die while they write a batch, or find no memory for it, before it
#: is parted.
MOST_DEATHS = 3

#: What may pass by itself: the batch stays, and is tried again.
_PASSING = (StoreError, OSError, sqlite3.Error, DeltaError)

Stream = tuple[str, str]
Log = Callable[[str, dict[str, object]], None]


@dataclass(slots=True)
class Round:
    """What a round did: rows written by stream, streams that must wait, requests set aside.

    ``parted`` says that a batch was split: its requests are written one by one from now on;
    ``starved`` are the numbers of the batches for which there was no memory.
    """

    written: dict[Stream, int] = field(default_factory=dict)
    waiting: dict[Stream, str] = field(default_factory=dict)
    set_aside: int = 0
    parted: bool = False
    starved: set[int] = field(default_factory=set)

    @property
    def did_something(self) -> bool:
        """Return whether the lake or the inbox changed."""
        return bool(self.written or self.set_aside or self.parted)


class Writer:
    """Writes the requests of one workspace. One process at a time may; a lease sees to that.

    A batch is frozen under a number first. Its records go into the lake with that number as
    application transaction, one commit for each model and kind, each flushed; then the batch is
    cleared. Killed anywhere, the next writer finds the batch and repeats it: what is recorded
    under the number already is not written again.
    """

    def __init__(self, store: Store, *, log: Log) -> None:
        self._store = store
        self._log = log
        self._batches = Batches(store.root)
        self._progress = Progress(store.root)
        self._versions = Versions(store)
        self._kinds = {kind.name: kind for kind in KINDS}
        self._mended: set[Stream] = set()
        self._begun: set[int] = set()
        self._error = ""
        self._streams = 1

    def close(self) -> None:
        """Let go of the inbox."""
        self._progress.close()
        self._batches.close()

    def is_due(self) -> bool:
        """Return whether a batch should be frozen now."""
        size, oldest = self._batches.unfrozen()
        if oldest is None:
            return False
        asked = self._progress.of("flush")
        if size >= MAX_BATCH_BYTES or (asked is not None and asked.value):
            return True
        # Many models at once make many small files: then each waits a little longer.
        age = min(max(1.0, _AGE_PER_STREAM_S * self._streams), _LONGEST_AGE_S)
        return SystemClock().now().timestamp() - oldest >= age

    def round(self) -> Round:
        """Write what is frozen, then freeze and write what has come; return what was done."""
        done = Round()
        self._progress.say("flush", 0)
        for batch in self._batches.pending():
            # Of a batch that this writer has begun, no writer has died since.
            if batch.tries >= MOST_DEATHS and batch.number not in self._begun:
                self._part_deadly(batch, done)
        for batch in self._batches.pending():
            if batch.number not in self._begun:
                self._batches.begin(batch)
            self._attempt(batch, done)
        frozen = self._batches.freeze(MAX_BATCH_BYTES)
        if frozen is not None:
            self._attempt(frozen, done)
        self._error = "; ".join(f"{m}/{kind}: {why}" for (m, kind), why in done.waiting.items())
        self._progress.say("writer", error=self._error)
        if not self._error:
            self._progress.say("writer_success")
        return done

    def waits(self, error: StoreError) -> None:
        """Note, where that can be noted, that nothing can be written, and why."""
        self._log("writer_waits", {"reason": error.message})
        with suppress(StoreError):
            self._progress.say("writer", error=error.message)

    def has_work(self) -> bool:
        """Return whether anything is left in the inbox."""
        return bool(self._batches.pending()) or self._batches.unfrozen()[1] is not None

    def still_here(self) -> None:
        """Note that the writer lives, and forget the names of old requests."""
        self._progress.say("writer", error=self._error)
        self._batches.forget_names()

    def _attempt(self, batch: Batch, done: Round) -> None:
        # It stays there when the inbox itself cannot be written: nobody has died of that.
        self._begun.add(batch.number)
        self._write(batch, done)
        self._begun.discard(batch.number)

    def _write(self, batch: Batch, done: Round) -> None:
        rows = self._batches.rows(batch)
        streams: dict[Stream, list[Waiting]] = {}
        for waiting in rows:
            streams.setdefault((waiting.model, waiting.kind), []).append(waiting)
        self._streams = max(len(streams), 1)
        written: list[int] = []
        refused: dict[Stream, str] = {}
        for stream, requests in streams.items():
            # A stream whose earlier batch is not written yet would overtake itself.
            if stream not in done.waiting and self._try(
                stream, requests, batch.number, done, refused
            ):
                written += [waiting.id for waiting in requests]
        whole = len(written) == len(rows)
        self._batches.clear(batch, written, whole=whole)
        if not whole and batch.number not in done.starved:
            self._batches.survived(batch)
        # The refused ones are tried one by one when nothing else of the batch is left.
        if refused and len(rows) == len(written) + sum(len(streams[s]) for s in refused):
            self._part(batch, streams, refused, done)

    def _try(
        self,
        stream: Stream,
        requests: Sequence[Waiting],
        number: int,
        done: Round,
        refused: dict[Stream, str],
    ) -> bool:
        """Write one stream of a batch; return whether it is in the lake."""
        try:
            new = self._write_stream(stream, requests, number)
        except _PASSING as error:
            done.waiting[stream] = _said(error)
            self._log("stream_waits", _facts(stream, error))
            return False
        except MemoryError as error:
            # One more of its tries is gone, as if the writer had died of it.
            done.starved.add(number)
            done.waiting[stream] = "there was not enough memory to write it"
            self._log("stream_waits", _facts(stream, error))
            return False
        # Whatever is wrong with one request, the others are written.
        except Exception as error:
            done.waiting[stream] = refused[stream] = _said(error)
            self._log("stream_refused", _facts(stream, error))
            return False
        done.written[stream] = done.written.get(stream, 0) + new
        return True

    def _part(
        self,
        batch: Batch,
        streams: dict[Stream, list[Waiting]],
        refused: dict[Stream, str],
        done: Round,
    ) -> None:
        requests = sum(len(streams[stream]) for stream in refused)
        if requests > 1:
            self._batches.split(batch)
            done.parted = True
            return
        (reason,) = refused.values()
        self._batches.set_aside(batch, reason)
        done.set_aside += 1
        for stream in refused:
            del done.waiting[stream]

    def _part_deadly(self, batch: Batch, done: Round) -> None:
        """Part a batch that writers died of or starved on; put it aside when it is one request."""
        rows = self._batches.rows(batch)
        self._log("deadly_batch", {"requests": len(rows)})
        if len(rows) > 1:
            self._batches.split(batch)
            done.parted = True
        else:
            why = f"the writer died of it, or had no memory for it, {batch.tries} times"
            self._batches.set_aside(batch, why)
            done.set_aside += len(rows)

    def _write_stream(self, stream: Stream, requests: Sequence[Waiting], number: int) -> int:
        model, name = stream
        kind = self._kinds[name]
        if stream not in self._mended:
            self._mend(model, kind)
            self._mended.add(stream)
        versions = self._versions.of(model)
        transaction = (f"inbox-{self._batches.inbox_id}", number)
        with self._store.writer(model):
            new = kind.write(self._store, model, versions, requests, transaction)
        self._store.catalog.clients.heard(_clients(requests))
        return new

    def _mend(self, model: str, kind: Kind) -> None:
        table = self._store.table(model, kind.spec)
        with self._store.writer(model):
            if table.exists() and drop_torn_commit(table):
                self._log("torn_commit_removed", {"model": model, "kind": kind.name})


def _clients(requests: Sequence[Waiting]) -> list[ServingClient]:
    found: dict[tuple[str, str, str], ServingClient] = {}
    for waiting in requests:
        if not waiting.client:
            continue
        said = json.loads(waiting.client)
        seen = datetime.fromisoformat(waiting.received_at)
        key = (said["id"], waiting.version, waiting.environment)
        earlier = found.get(key)
        found[key] = ServingClient(
            id=said["id"],
            model=waiting.model,
            version=waiting.version,
            environment=waiting.environment,
            dropped=said.get("dropped", 0),
            packages=said.get("packages", {}),
            first_seen=earlier.first_seen if earlier is not None else seen,
            last_seen=seen,
        )
    return list(found.values())


def _said(error: BaseException) -> str:
    """Return what went wrong, without words that may quote a record."""
    if isinstance(error, WatchkeeperError):
        return error.message
    if isinstance(error, OSError):
        return f"{type(error).__name__}: {error.strerror or _last_line(error)}"
    if isinstance(error, DeltaError | sqlite3.Error):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__


def _last_line(error: BaseException) -> str:
    """Return the cause at the end of what the library under Delta prints, without its colours."""
    lines = re.sub(r"\x1b\[\d*m|\u21b3", "", str(error)).split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "no reason given")


def _facts(stream: Stream, error: BaseException) -> dict[str, object]:
    return {"model": stream[0], "kind": stream[1], "reason": _said(error)}
