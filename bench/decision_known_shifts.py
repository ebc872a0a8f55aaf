"""Acceptance (4): other data sets, judged with the same constants, by the day and by the week."""

from __future__ import annotations

from collections.abc import Iterator

from decision_stream import Alarm, Judge
from decision_table import Line
from known_shifts import KNOWN_SHIFTS, KnownShift

# Data quality can be found at any time; drift is what the data sets were made to show.
DRIFT = ("mean", "spread", "shape", "jump", "unseen", "integer")
# What the car loans have before their shift; the same stretch is looked at everywhere.
QUIET_DAYS = 150


def known_shift_lines() -> list[Line]:
    """Return acceptance (4): where each shift is found, and what is found before it."""
    lines: list[Line] = []
    for data in KNOWN_SHIFTS:
        lines += _lines(data, "day", "1d", data.shift_day, QUIET_DAYS)
        if data.shift_week is not None:
            lines += _lines(data, "week", "1w", data.shift_week, QUIET_DAYS // 7)
    return lines


def _lines(data: KnownShift, unit: str, every: str, shift: int, quiet: int) -> Iterator[Line]:
    reference, stream = data.load()
    replay = Judge.fit(reference, every=every, positive=data.positive).replay(stream)
    number = {day: n for n, day in enumerate(replay.days)}
    found = [(number[alarm.day], alarm) for alarm in replay.alarms()]
    # Two windows before it, a detection is not early: the shift may begin inside one of them.
    before = [(n, a) for n, a in found if n < shift - 2]
    early = [(n, a) for n, a in before if n >= shift - 2 - quiet]
    drift = [(n, a) for n, a in found if n >= shift - 2 and a.measure in DRIFT]
    first = min((n for n, _ in drift), default=-1)
    columns = sorted({a.column for n, a in drift if n == first})
    where = f"{unit} {first} of {len(replay.days)} ({', '.join(columns)})"
    of = f"{data.name} by {unit}"
    yield Line("4", f"{of}: first drift finding", f"{unit} {shift}", where, first == shift)
    what = f"{of}: findings in the {min(quiet, shift - 2)} {unit}s before"
    yield Line("4", what, "<= 1", _told(early), len(early) <= 1)
    if shift - 2 > quiet:
        yield Line("4", f"{of}: in all {shift - 2} {unit}s before", "", _told(before), None)


def _told(found: list[tuple[int, Alarm]]) -> str:
    names = [f"{n} {a.column} {a.measure}".replace("  ", " ") for n, a in found]
    return f"{len(found)} ({', '.join(names)})" if found else "0"
