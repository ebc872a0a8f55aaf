"""Upkeep of a workspace: what nobody needs any more is removed, in lake, catalog and inbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from watchkeeper.app.sweep import Swept, sweep
from watchkeeper.errors import ConfigError
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.inbox import Errands
from watchkeeper.store.store import INBOX_FILE, Store

KEEP = timedelta(days=7)
LEAST_KEEP = timedelta(hours=1)
KEEP_MESSAGES = timedelta(days=90)
LEASE = "upkeep"
_DONE_AT = "upkeep/done_at"
_UNTAKEN = "upkeep/untaken"
# Who asks the evaluator for something waits ten minutes at most.
_NOBODY_WAITS = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """What was removed: files by table; rows of ended sessions, of messages, of answers."""

    swept: tuple[Swept, ...]
    sessions: int = 0
    messages: int = 0
    answers: int = 0

    @property
    def files(self) -> int:
        """Return how many files."""
        return sum(one.files for one in self.swept)

    @property
    def size(self) -> int:
        """Return how many bytes they had."""
        return sum(one.size for one in self.swept)

    @property
    def errors(self) -> tuple[str, ...]:
        """Return why tables could not be swept."""
        return tuple(f"{one.model}, {one.table}: {one.error}" for one in self.swept if one.error)


def upkeep(
    store: Store, *, keep: timedelta = KEEP, dry_run: bool = False, wait_s: float = 10.0
) -> Upkeep:
    """Remove the files of the lake that nobody needs, and rows that nobody will read again.

    Rows of models are never touched. One process at a time does it, beside readers, followers
    and writers; killed anywhere, it is simply called again.

    Args:
        store: The workspace.
        keep: How long ago somebody may have opened a table and still read it.
        dry_run: Remove nothing, only tell which files would go.
        wait_s: How long to wait for another process that does the same.

    Raises:
        ConfigError: *keep* is less than an hour.
        LeaseHeld: another process does it, still after *wait_s*.
    """
    if keep < LEAST_KEEP:
        raise ConfigError(
            f"files must be kept for at least an hour, got {keep}",
            hint="who opened a table before it was rewritten still reads its old files",
        )
    now = SystemClock().now()
    with store.catalog.leases.hold(LEASE, "the upkeep", wait_s=wait_s):
        swept = tuple(sweep(store, before=now - keep, dry_run=dry_run))
        if dry_run:
            return Upkeep(swept=swept)
        done = Upkeep(
            swept=swept,
            sessions=store.catalog.tokens.forget_sessions(now),
            messages=store.catalog.outbox.forget(now - KEEP_MESSAGES),
            answers=_forget_answers(store, now),
        )
        store.catalog.settings.put(_DONE_AT, now.isoformat())
    return done


def done_at(store: Store) -> datetime | None:
    """Return when the last upkeep was done; None: never."""
    text = store.catalog.settings.get(_DONE_AT)
    return None if text is None else datetime.fromisoformat(text)


def _forget_answers(store: Store, now: datetime) -> int:
    """Forget the answers that waited at an upkeep more than an hour ago; return how many.

    Who asked for them was killed: an answer is taken within minutes.
    """
    seen_at, seen = _untaken(store)
    if now - seen_at <= _NOBODY_WAITS or not (store.root / INBOX_FILE).exists():
        return 0
    errands = Errands(store.root)
    try:
        waiting = errands.answered()
        for name in waiting & seen:
            errands.forget(name)
    finally:
        errands.close()
    note = {"at": now.isoformat(), "names": sorted(waiting - seen)}
    store.catalog.settings.put(_UNTAKEN, json.dumps(note))
    return len(waiting & seen)


def _untaken(store: Store) -> tuple[datetime, frozenset[str]]:
    """Return which answers waited, and when that was noted."""
    text = store.catalog.settings.get(_UNTAKEN)
    if text is None:
        return datetime.min.replace(tzinfo=UTC), frozenset()
    note = json.loads(text)
    return datetime.fromisoformat(note["at"]), frozenset(note["names"])
