"""A fast part of the acceptance numbers (docs/decision.md) on nine months of real flights.

The whole of it, with the model's score and every fault on 30 dates, is `make bench-decision`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.flights import FEATURES, TIMEZONE, load_flights
from watchkeeper.model import Every, Window
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.frame import open_frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds
from watchkeeper.profile.windows import windows_of
from watchkeeper.quality.decision import (
    Judged,
    OwnHistory,
    SeriesLayout,
    complete,
    extract,
    layout,
    settings_for,
    start_history,
)
from watchkeeper.quality.faults import FAULTS, STREAM_FAULTS, apply, column_facts, generator

TIME = "scheduled_departure"
GRID = Every.parse("1d", timezone=TIMEZONE)
WEATHER = {"temp", "dewp", "humid", "wind_speed", "wind_dir", "wind_gust", "precip", "pressure"}
WEATHER |= {"visib"}
DRIFT = ("mean", "spread", "shape", "jump")
DATES = [date(2013, 4, 22), date(2013, 6, 18), date(2013, 9, 11), date(2013, 11, 14)]


class Alarm(NamedTuple):
    """A series that was found on one day."""

    day: date
    column: str
    measure: str
    level: int


@dataclass(frozen=True)
class Months:
    """April to December judged as they were, and what was known before some days."""

    table: pa.Table
    baseline: Baseline
    layout: SeriesLayout
    alarms: list[Alarm]
    before: Mapping[date, OwnHistory]
    weeks: float


def local_day(window: Window) -> date:
    """Return the New York day that *window* is."""
    return window.start.astimezone(ZoneInfo(TIMEZONE)).date()


def alarms_of(judged: Judged, day: date) -> Iterator[Alarm]:
    """Yield what was found on one day."""
    for key, level in zip(judged.keys, judged.level.tolist(), strict=True):
        if level >= 2:
            yield Alarm(day, key.column, key.measure, level)


def cells_of(baseline: Baseline, table: pa.Table) -> Any:
    """Count the rows of *table* by hour."""
    frame = open_frame(table)
    at, valid, _ = utc_microseconds(frame, TIME)
    return profile_rows(frame, baseline.columns, hours=utc_hours(at, valid))


def between(table: pa.Table, first: date, end: date) -> pa.Table:
    """Return the flights of the days [first, end)."""
    day = table["local_day"]
    return table.filter(pc.and_(pc.greater_equal(day, first), pc.less(day, end)))


def judge_all(
    baseline: Baseline, shape: SeriesLayout, table: pa.Table
) -> tuple[list[Alarm], dict[date, OwnHistory], int]:
    """Judge April to December; keep what was known before each of `DATES`."""
    stream = between(table, date(2013, 4, 1), date(2014, 1, 1))
    cells = cells_of(baseline, stream)
    windows = windows_of(cells, GRID)
    series = extract(cells, windows, shape, complete=complete(cells, windows))
    settings = settings_for(GRID, series=len(shape.keys))
    history = start_history(baseline, shape, GRID, settings)
    found: list[Alarm] = []
    before: dict[date, OwnHistory] = {}
    for i, window in enumerate(windows):
        day = local_day(window)
        if day in DATES:
            before[day] = history.copy()
        found += alarms_of(history.judge(series.window(i)), day)
    return found, before, len(windows)


@pytest.fixture(scope="module")
def months() -> Months:
    """Judge the flights against March."""
    table = load_flights()
    march = between(table, date(2013, 3, 1), date(2013, 4, 1)).select([TIME, *FEATURES])
    baseline = Baseline.fit(march, timestamp=TIME, features=FEATURES)
    shape = layout(baseline)
    alarms, before, days = judge_all(baseline, shape, table)
    return Months(table, baseline, shape, alarms, before, days / 7)


def incidents(alarms: list[Alarm], *, least: int = 2) -> int:
    """Count incidents by source: the weather is one feed, a gap of more than 2 days ends one."""
    days: dict[str, list[date]] = {}
    levels: dict[tuple[str, date], int] = {}
    for a in alarms:
        source = "weather" if a.column in WEATHER else a.column or a.measure
        days.setdefault(source, []).append(a.day)
        levels[source, a.day] = max(levels.get((source, a.day), 0), a.level)
    count = 0
    for source, found in days.items():
        last = date.min
        worst = 0
        for day in sorted(set(found)):
            if (day - last).days > 2:
                count += worst >= least
                worst = 0
            worst, last = max(worst, levels[source, day]), day
        count += worst >= least
    return count


def test_quiet_months_have_few_incidents(months: Months) -> None:
    """(1): at most one a week of any kind, at most one in two weeks critical."""
    assert incidents(months.alarms) / months.weeks <= 1.0
    assert incidents(months.alarms, least=3) / months.weeks <= 0.5


def test_the_summer_raises_nothing(months: Months) -> None:
    """(1): July is wholly outside March's range, and no surprise."""
    drift = [
        a
        for a in months.alarms
        if a.column in ("temp", "dewp", "humid") and a.measure in DRIFT and a.day.month < 8
    ]

    assert drift == []


def test_what_else_was_critical_until_july_was_weather(months: Months) -> None:
    """(1): the tropical storm of 7 June and the gusts of 23 July, at most."""
    loud = {
        (a.column, a.day)
        for a in months.alarms
        if a.level == 3 and a.measure != "missing" and a.day < date(2013, 8, 1)
    }

    assert len(loud) <= 2
    assert {column for column, _ in loud} <= WEATHER


def test_real_gaps_of_the_weather_feed_are_found(months: Months) -> None:
    """Hours without weather on 2 July, 19 August and all of 31 December."""
    missing = {a.day for a in months.alarms if (a.column, a.measure) == ("temp", "missing")}

    assert {date(2013, 7, 2), date(2013, 8, 19), date(2013, 12, 31)} <= missing


def test_the_demos_fault(months: Months) -> None:
    """(3): temp at once, dep_delay by the second day, nothing two days after the end."""
    struck = FAULT.apply(months.table)
    alarms, _, _ = judge_all(months.baseline, months.layout, struck)
    critical = {(a.column, a.day.day) for a in alarms if a.level == 3 and a.day.month == 8}

    assert ("temp", 10) in critical
    assert {("dep_delay", 10), ("dep_delay", 11)} & critical
    assert not [
        a for a in alarms if a.day == date(2013, 8, 16) and a.column in ("temp", "dep_delay")
    ]


def values_of(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Return numbers as float64 with NaN, categories as text with None."""
    if pa.types.is_dictionary(column.type):
        return np.array(column.cast(pa.string()).to_pylist(), dtype=object)
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
    return numbers


def found_on(months: Months, day: date, rows: pa.Table) -> set[tuple[str, str]]:
    """Return the series found when *rows* arrive on *day*."""
    noon = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    window = GRID.containing(noon)
    yesterday = date.fromordinal(day.toordinal() - 1)
    cells = cells_of(
        months.baseline, pa.concat_tables([between(months.table, yesterday, day), rows])
    )
    series = extract(cells, [window], months.layout)
    judged = months.before[day].copy().judge(series)
    return {(a.column, a.measure) for a in alarms_of(judged, day)}


@pytest.mark.parametrize(
    ("fault", "column"),
    [
        ("C for F", "temp"),
        ("x1000", "seats"),
        ("x1000", "dep_delay"),
        ("+.5sd", "distance"),
        ("stuck", "pressure"),
        ("round", "humid"),
        ("missing 20%", "hour"),
        ("rename 10%", "carrier"),
        ("rename 10%", "dest"),
        ("merge 50%", "origin"),
    ],
)
@pytest.mark.parametrize("day", DATES, ids=str)
def test_faults_are_found_on_their_first_day(
    months: Months, fault: str, column: str, day: date
) -> None:
    """(2): each of these was found on all 30 dates of the catalogue."""
    of_kind = next(f for f in FAULTS if f.name == fault)
    rows = between(months.table, day, date.fromordinal(day.toordinal() + 1))
    before = between(months.table, date.fromordinal(day.toordinal() - 1), day)
    march = between(months.table, date(2013, 3, 1), date(2013, 4, 1))
    struck = apply(
        of_kind,
        column,
        {column: values_of(rows[column])},
        facts=column_facts(values_of(march[column])),
        rng=generator(of_kind, day.toordinal()),
        before={column: values_of(before[column])},
    )
    faulty = pa.array(struck, from_pandas=True)
    at = rows.column_names.index(column)
    arrived = rows.set_column(at, column, faulty)
    plain = months.table.schema.field(column).type
    if not pa.types.is_dictionary(plain):
        months = _as_numbers(months, column)
    else:
        arrived = arrived.set_column(at, column, faulty.dictionary_encode().cast(plain))
    new = found_on(months, day, arrived) - found_on(months, day, _like(rows, arrived))

    assert column in {name for name, _ in new}


def _as_numbers(months: Months, column: str) -> Months:
    """Return the same months with *column* as float64, so that faulty rows can follow it."""
    table = months.table
    at = table.column_names.index(column)
    cast = table.set_column(at, column, table[column].cast(pa.float64()))
    return Months(cast, months.baseline, months.layout, months.alarms, months.before, months.weeks)


def _like(rows: pa.Table, other: pa.Table) -> pa.Table:
    return rows.cast(other.schema)


@pytest.mark.parametrize("day", DATES, ids=str)
def test_half_the_flights_or_some_twice_are_found(months: Months, day: date) -> None:
    """(2): on the stream's own series, on the first day."""
    rows = between(months.table, day, date.fromordinal(day.toordinal() + 1))
    found = {}
    for fault in STREAM_FAULTS:
        kept = fault.rows(rows.num_rows, generator(fault, day.toordinal()))
        found[fault.name] = found_on(months, day, rows.take(pa.array(kept)))

    assert ("", "volume") in found["volume halved"]
    assert ("", "duplicates") in found["duplicates 10%"]
    assert found_on(months, day, rows).isdisjoint({("", "volume"), ("", "duplicates")})
