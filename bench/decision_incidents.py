"""From findings by series and window to incidents by source, as a person is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from decision_stream import CRITICAL, Alarm

# Findings of one source this far apart, or less, are one story.
GAP = timedelta(days=2)


@dataclass(slots=True)
class Incident:
    """Findings of one source without a gap of more than `GAP`."""

    source: str
    first: date
    last: date
    critical: bool = False
    what: set[str] = field(default_factory=set)

    def add(self, alarm: Alarm) -> None:
        """Take in one more finding."""
        self.last = alarm.day
        self.critical |= alarm.level == CRITICAL
        self.what.add(f"{alarm.column} {alarm.measure}".strip())


def incidents(alarms: Iterable[Alarm], source: Callable[[Alarm], str]) -> list[Incident]:
    """Return the incidents that *alarms* make, in order of their beginning."""
    found: list[Incident] = []
    ordered = sorted(alarms, key=lambda a: (source(a), a.day))
    for name, of_source in groupby(ordered, key=source):
        current: Incident | None = None
        for alarm in of_source:
            if current is None or alarm.day - current.last > GAP:
                current = Incident(name, alarm.day, alarm.day)
                found.append(current)
            current.add(alarm)
    return sorted(found, key=lambda i: (i.first, i.source))
