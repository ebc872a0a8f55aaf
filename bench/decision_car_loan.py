"""Acceptance (4): another data set, judged with the same constants, by the day and by the week."""

from __future__ import annotations

from decision_stream import Alarm, Judge, Replay
from decision_table import Line
from flights_days import car_loan

SHIFT_DAY = 152
# Data quality can be found at any time; drift is what the data set was made to show.
DRIFT = ("mean", "spread", "shape", "jump", "unseen", "integer")


def car_loan_lines() -> list[Line]:
    """Return acceptance (4). Windows are numbered from 0."""
    reference, stream = car_loan()
    by_day = Judge.fit(reference, positive="1").replay(stream)
    by_week = Judge.fit(reference, every="1w", positive="1").replay(stream)
    return [*_day_lines(by_day), *_week_lines(by_week)]


def _day_lines(replay: Replay) -> list[Line]:
    found = _numbered(replay)
    drift = [(n, a) for n, a in found if a.measure in DRIFT]
    early = [(n, a) for n, a in found if n < SHIFT_DAY - 2]
    first = min((n for n, _ in drift if n >= SHIFT_DAY - 2), default=-1)
    where = f"day {first} of {len(replay.days)}"
    told = f"{len(early)}" + (f" ({_told(early)})" if early else "")
    at_first = [(n, a) for n, a in drift if n == first]
    return [
        Line("4", "car loans by day: first drift finding", "day 152", where, first == SHIFT_DAY),
        Line("4", "found that day", "", ", ".join(sorted({a.column for _, a in at_first})), None),
        Line("4", "findings before day 150", "<= 1", told, len(early) <= 1),
    ]


def _week_lines(replay: Replay) -> list[Line]:
    found = _numbered(replay)
    shift = SHIFT_DAY // 7
    early = [(n, a) for n, a in found if n < shift]
    first = min((n for n, a in found if n >= shift and a.measure in DRIFT), default=-1)
    told = f"week {first} of {len(replay.days)}"
    before = f"{len(early)}" + (f" ({_told(early)})" if early else "")
    return [
        Line("4", "car loans by week: first drift finding", "week 22", told, abs(first - 22) <= 1),
        Line("4", "findings before it", "<= 1", before, len(early) <= 1),
    ]


def _numbered(replay: Replay) -> list[tuple[int, Alarm]]:
    number = {day: n for n, day in enumerate(replay.days)}
    return [(number[alarm.day], alarm) for alarm in replay.alarms()]


def _told(found: list[tuple[int, Alarm]]) -> str:
    return ", ".join(f"{n} {a.column} {a.measure}".replace("  ", " ") for n, a in found)
