"""A workspace that replays the past keeps its clock: every process sees the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from watchkeeper.errors import ConfigError
from watchkeeper.model import ReplayClock
from watchkeeper.model.clock import aware
from watchkeeper.store.store import Store

_KEY = "replay_clock"
_SPAN = "replay_span"


@dataclass(frozen=True, slots=True)
class ReplaySpan:
    """From when until when a replay goes."""

    start: datetime
    until: datetime

    def done(self, now: datetime) -> float:
        """Return the share of it that is behind *now*, in [0, 1]."""
        whole = (self.until - self.start).total_seconds()
        return min(1.0, max(0.0, (now - self.start).total_seconds() / whole)) if whole > 0 else 1.0


def take_up_clock(store: Store) -> None:
    """Give *store*, opened without a clock, the replay clock it was left with, if any."""
    left = _left(store)
    if left is not None:
        store.clock = ReplayClock(left)


def follow_clock(store: Store) -> None:
    """Move the replay clock of *store* to where another process has moved it meanwhile."""
    if isinstance(store.clock, ReplayClock):
        left = _left(store)
        if left is not None and left > store.clock.now():
            store.clock.advance(left)


def move_clock(store: Store, to: datetime, until: datetime | None = None) -> None:
    """Move the replay clock of *store* to *to*, for every process that has it open.

    Where *until* says how far the replay is to go, `replay_span` tells it from then on.

    Raises:
        ConfigError: its clock is the system's, or is later than *to* already.
    """
    follow_clock(store)
    if not isinstance(store.clock, ReplayClock):
        raise ConfigError(
            "this workspace lives in the present: its clock cannot be set",
            hint="a replay begins with watchkeeper.open(folder, clock=ReplayClock(start))",
        )
    begun = store.clock.now()
    store.clock.advance(to)
    if until is not None:
        _keep_span(store, begun, aware(until, "until"))
    keep_clock(store)


def replay_span(store: Store) -> ReplaySpan | None:
    """Return how far the replay of *store* goes; None where nobody said, or there is none."""
    kept = store.catalog.settings.get(_SPAN)
    if not kept or not isinstance(store.clock, ReplayClock):
        return None
    start, until = (datetime.fromisoformat(text) for text in kept.split("/"))
    return ReplaySpan(start, until)


def _keep_span(store: Store, begun: datetime, until: datetime) -> None:
    known = replay_span(store)
    if known is None or known.until != until:
        start = begun if known is None else known.start
        store.catalog.settings.put(_SPAN, f"{start.isoformat()}/{until.isoformat()}")


def keep_clock(store: Store) -> None:
    """Note where the clock of *store* stands, if it is one that stands.

    Where another process has moved it on, it moves on here too: a replay never runs backwards.
    """
    follow_clock(store)
    stands = isinstance(store.clock, ReplayClock)
    now = store.clock.now().isoformat() if stands else ""
    if now != (store.catalog.settings.get(_KEY) or ""):
        store.catalog.settings.put(_KEY, now)


def _left(store: Store) -> datetime | None:
    left = store.catalog.settings.get(_KEY)
    return datetime.fromisoformat(left) if left else None
