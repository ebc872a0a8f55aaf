"""What was read once is kept until its tables have moved on."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from watchkeeper.store import Store
from watchkeeper.store.lake.schemas import TableSpec

T = TypeVar("T")

MOST_KEPT = 4_000


def mark(store: Store, model: str, *specs: TableSpec) -> tuple[str, ...]:
    """Return the name of the newest commit of each table: it changes when the table does."""
    return tuple(_newest_commit(str(store.table(model, spec).path)) for spec in specs)


def _newest_commit(table: str) -> str:
    try:
        names = os.listdir(f"{table}/_delta_log")
    except FileNotFoundError:
        return ""
    # Beside the commits lie checkpoints, and a note of the last one that sorts behind them all.
    return max((name for name in names if name.endswith(".json")), default="")


def to_day(at: datetime) -> datetime:
    """Return the beginning of the day in UTC: for marks of what moves with a live clock."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def to_hour(at: datetime | None) -> datetime | None:
    """Return the beginning of the hour: for marks of what is cut at hours, and of a live clock."""
    return at.replace(minute=0, second=0, microsecond=0) if at is not None else None


@dataclass
class _Slot:
    """One kept value, and the lock under which it is made."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    held: tuple[object, Any] | None = None


class Cache:
    """Values by key, each with the mark under which it holds; the least used ones go first."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()
        self._lock = threading.Lock()
        self._most = most

    def get(self, key: Hashable, marked: object, make: Callable[[], T]) -> T:
        """Return the value of *key*; made anew, by one thread, where its mark has changed."""
        slot = self._slot(key)
        with slot.lock:
            if slot.held is None or slot.held[0] != marked:
                slot.held = (marked, make())
            value: T = slot.held[1]
            return value

    def kept(self, key: Hashable) -> tuple[object, Any] | None:
        """Return the mark and the value that are kept under *key*; None where nothing is.

        It waits for nobody: while a value is being made, the one before is returned.
        """
        with self._lock:
            slot = self._slots.get(key)
        return slot.held if slot is not None else None

    def grow(self, key: Hashable, marked: object, make: Callable[[T | None], T]) -> T:
        """Return the value of *key*; where its mark has changed *make* is given the old one."""

        def grown() -> T:
            return make(slot.held[1] if slot.held is not None else None)

        slot = self._slot(key)
        return self.get(key, marked, grown)

    def _slot(self, key: Hashable) -> _Slot:
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > self._most:
                self._slots.popitem(last=False)
            return slot
