"""Deviations of one root, cut where it was quiet for long enough."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime

from watchkeeper.model.deviation import Deviation
from watchkeeper.model.window import Window

MOST_GAP = 2  # quiet windows after which it is still the same trouble

Thread = tuple[Deviation, ...]


def threads(deviations: Iterable[Deviation], key: Callable[[Deviation], Hashable]) -> list[Thread]:
    """Split *deviations* by *key*, and each part wherever more than two windows were quiet."""
    parts: dict[Hashable, list[Deviation]] = {}
    for deviation in in_order(deviations):
        parts.setdefault(key(deviation), []).append(deviation)
    return [thread for part in parts.values() for thread in _cut(part)]


def in_order(deviations: Iterable[Deviation]) -> list[Deviation]:
    """Return them by time; in one window by model, subject and monitor."""
    return sorted(deviations, key=_place)


def quiet_windows(until: datetime, window: Window) -> int:
    """Return how many windows of this length lie between *until* and *window*.

    A day of 23 or 25 hours is one; windows that overlap have none between them.
    """
    return max(0, round((window.start - until) / (window.end - window.start)))


def _place(deviation: Deviation) -> tuple[Window, str, str, str, str]:
    check = deviation.check
    return deviation.window, check.model, check.subject, check.monitor, deviation.version


def _cut(part: Sequence[Deviation]) -> list[Thread]:
    found: list[list[Deviation]] = []
    last: datetime | None = None
    for deviation in part:
        if last is None or quiet_windows(last, deviation.window) > MOST_GAP:
            found.append([])
        found[-1].append(deviation)
        end = deviation.window.end
        last = end if last is None else max(last, end)
    return [tuple(thread) for thread in found]
