"""A workspace that replays the past keeps its clock: every process sees the same time."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.model import ReplayClock
from watchkeeper.store.store import Store

_KEY = "replay_clock"


def take_up_clock(store: Store) -> None:
    """Give *store*, opened without a clock, the replay clock it was left with, if any."""
    left = store.catalog.settings.get(_KEY)
    if left:
        store.clock = ReplayClock(datetime.fromisoformat(left))


def keep_clock(store: Store) -> None:
    """Note where the clock of *store* stands, if it is one that stands."""
    stands = isinstance(store.clock, ReplayClock)
    now = store.clock.now().isoformat() if stands else ""
    if now != (store.catalog.settings.get(_KEY) or ""):
        store.catalog.settings.put(_KEY, now)
