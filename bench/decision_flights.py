"""Acceptance (1) and (3): nine months of flights as they were, and with the demo's fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from day_stream import DayStream
from decision_incidents import Incident, incidents
from decision_stream import CRITICAL, Alarm, Judge, Replay
from decision_table import Line
from flights_catalogue import WEATHER
from flights_days import flights, flights_reference

from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.flights import LATE, load_flights

START, END = date(2013, 4, 1), date(2014, 1, 1)
SUMMER_END = date(2013, 8, 1)
SEASONAL = ("temp", "dewp", "humid")
DRIFT = ("mean", "spread", "shape", "jump")


@dataclass(frozen=True, slots=True)
class Flights:
    """The stream from 1 March, what judges it, and what came of April to December."""

    stream: DayStream
    judge: Judge
    quiet: Replay


def load(cache: Path, *, keep: Sequence[int] = ()) -> Flights:
    """Judge the flights as they were; *keep* are days (t) before which memory is copied."""
    year = flights(cache)
    stream = year.between(flights_reference(year).days[0], END)
    judge = Judge.fit(flights_reference(stream), positive=LATE)
    first = stream.days.index(START)
    quiet = judge.replay(stream.between(START, END), keep=[day - first for day in keep])
    return Flights(stream, judge, quiet)


def source(alarm: Alarm) -> str:
    """Return the feed that *alarm* belongs to: the weather is one."""
    return "weather" if alarm.column in WEATHER else alarm.place


def incidents_of(replay: Replay) -> list[Incident]:
    """Return the incidents of *replay* by feed."""
    return incidents(replay.alarms(), source)


def quiet_lines(replay: Replay) -> list[Line]:
    """Return acceptance (1)."""
    alarms = list(replay.alarms())
    found = incidents_of(replay)
    a_week = len(found) / replay.weeks
    critical = sum(i.critical for i in found) / replay.weeks
    seasonal = [
        a for a in alarms if a.column in SEASONAL and a.measure in DRIFT and a.day < SUMMER_END
    ]
    loud = [
        a for a in alarms if a.level == CRITICAL and a.measure != "missing" and a.day < SUMMER_END
    ]
    named = ", ".join(f"{a.day:%-d %b} {a.column} {a.measure}" for a in loud)
    loud_days = len({(a.day, a.place) for a in loud})
    columns = len({(a.day, a.place) for a in alarms}) / replay.weeks
    days = len({a.day for a in alarms})
    return [
        Line("1", "flights, no fault: incidents a week", "<= 1.0", f"{a_week:.2f}", a_week <= 1.0),
        Line("1", "of these critical", "<= 0.5", f"{critical:.2f}", critical <= 0.5),
        Line("1", "column findings a week", "", f"{columns:.2f}", None),
        Line("1", "days with a finding", "", f"{days} of {len(replay.days)}", None),
        Line(
            "1",
            "drift findings on temp, dewp, humid, April to July",
            "0",
            f"{len(seasonal)}",
            not seasonal,
        ),
        Line(
            "1",
            "critical other than missing, April to July",
            "<= 2",
            f"{loud_days} ({named})" if loud else "0",
            loud_days <= 2,
        ),
    ]


def demo_lines(flights: Flights) -> list[Line]:
    """Return acceptance (3). The score is left as it was: the two faulty columns are judged."""
    stream = _with_demo_fault(flights.stream).between(START, END)
    alarms = list(flights.judge.replay(stream).alarms())
    temp = _days_of(alarms, "temp", level=CRITICAL)
    delay = _days_of(alarms, "dep_delay", level=CRITICAL)
    both = [a for a in alarms if a.column in ("temp", "dep_delay")]
    ended = date(2013, 8, 16)
    july = [a for a in both if a.column == "temp" and a.measure in DRIFT and a.day < SUMMER_END]
    on_16 = [a for a in both if a.day == ended]
    late = [d for d in delay if FAULT.first <= d <= date(2013, 8, 11)]
    last = max((a.day for a in both if FAULT.first <= a.day < ended), default=None)
    return [
        Line("3", "temp in Celsius critical on 10 Aug", "yes", _first(temp), FAULT.first in temp),
        Line("3", "dep_delay missing critical by 11 Aug", "yes", _first(delay), bool(late)),
        Line("3", "last finding on either", "", f"{last:%-d %b}" if last else "none", None),
        Line("3", "findings on either on 16 Aug", "0", f"{len(on_16)}", not on_16),
        Line("3", "drift findings on temp, April to July", "0", f"{len(july)}", not july),
    ]


def _with_demo_fault(stream: DayStream) -> DayStream:
    table = load_flights()
    struck = FAULT.apply(table)
    keep = table["local_day"].to_numpy() >= stream.days[0]
    names = ("temp", "dep_delay")
    faulty = {n: struck[n].cast("float64").to_numpy()[keep] for n in names}
    return replace(stream, columns={**stream.columns, **faulty})


def _days_of(alarms: Sequence[Alarm], column: str, *, level: int) -> list[date]:
    return sorted(
        {a.day for a in alarms if a.column == column and a.level >= level and a.day >= FAULT.first}
    )


def _first(days: Sequence[date]) -> str:
    return f"{days[0]:%-d %b}" if days else "never"
