"""A workspace that replays the past keeps its clock: every process sees the same time."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.errors import ConfigError
from watchkeeper.model import ReplayClock
from watchkeeper.store.store import Store

_KEY = "replay_clock"


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


def move_clock(store: Store, to: datetime) -> None:
    """Move the replay clock of *store* to *to*, for every process that has it open.

    Raises:
        ConfigError: its clock is the system's, or is later than *to* already.
    """
    follow_clock(store)
    if not isinstance(store.clock, ReplayClock):
        raise ConfigError(
            "this workspace lives in the present: its clock cannot be set",
            hint="a replay begins with watchkeeper.open(folder, clock=ReplayClock(start))",
        )
    store.clock.advance(to)
    keep_clock(store)


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
