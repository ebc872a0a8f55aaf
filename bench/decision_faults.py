"""Acceptance (2): the catalogue of faults, each on 30 dates, on every column it can strike.

Columns are judged apart from each other, so one fault strikes all its columns at once and the
day is judged once; `tests/quality/decision` holds that judgement of one column to that of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from decision_flights import Flights
from decision_stream import CRITICAL, WARNING
from flights_catalogue import CELLS, FAULT_DAYS, FIRST_JUDGED, SWAPS, start_days

from watchkeeper.profile.cells import ProfileCells
from watchkeeper.quality.decision import extract
from watchkeeper.quality.faults import (
    FAULTS,
    STREAM_FAULTS,
    ColumnFacts,
    Fault,
    StreamFault,
    Values,
    apply,
    column_facts,
    generator,
)

Levels = npt.NDArray[np.int64]

STRIKES: Mapping[str, tuple[str, ...]] = {
    fault.name: tuple(column for f, column in CELLS if f.name == fault.name) for fault in FAULTS
}
# What must speak up when whole rows go missing or come twice.
STREAM_MEASURE = {
    fault.name: "duplicates" if "duplicates" in fault.name else "volume" for fault in STREAM_FAULTS
}


class Detection(NamedTuple):
    """What was new, compared with the run without the fault."""

    fault: str
    column: str
    start: int
    day_0: bool
    day_1: bool
    critical_0: bool


def struck_days(
    flights: Flights, fault: Fault, start: int, facts: Mapping[str, ColumnFacts]
) -> Iterator[Mapping[str, Values]]:
    """Yield the columns that *fault* strikes, for each of its days."""
    stream = flights.stream
    rngs = {column: generator(fault, start) for column in STRIKES[fault.name]}
    before = stream.before(start)
    for day in range(start, start + FAULT_DAYS):
        values = stream.day(day)
        yield {
            column: apply(
                fault,
                column,
                values,
                facts=facts[column],
                rng=rng,
                before=before,
                partner=SWAPS[column],
            )
            for column, rng in rngs.items()
        }


def facts_of(flights: Flights) -> Mapping[str, ColumnFacts]:
    """Return what faults need to know of the reference's columns."""
    stop = flights.stream.offsets[FIRST_JUDGED]
    return {name: column_facts(flights.stream.columns[name][:stop]) for name in SWAPS}


def run_catalogue(flights: Flights) -> list[Detection]:
    """Inject every fault on every date and look for what is new."""
    facts, quiet = facts_of(flights), flights.quiet.levels
    found: list[Detection] = []
    for start in start_days(len(flights.stream.days)):
        for fault in FAULTS:
            days = list(struck_days(flights, fault, start, facts))
            levels = _judge_struck(flights, start, days)
            for column in STRIKES[fault.name]:
                found.append(_new(flights, quiet, fault.name, column, start, levels))
        for of_rows in STREAM_FAULTS:
            levels = _judge_stream(flights, of_rows, start)
            found.append(_new(flights, quiet, of_rows.name, "", start, levels))
    return found


def _judge_struck(flights: Flights, start: int, days: list[Mapping[str, Values]]) -> Levels:
    columns = {name: np.concatenate([day[name] for day in days]) for name in days[0]}
    times = [flights.stream.times(day) for day in range(start, start + FAULT_DAYS)]
    cells = flights.judge.cells(columns, np.concatenate(times))
    return _judge(flights, start, cells)


def _judge_stream(flights: Flights, fault: StreamFault, start: int) -> Levels:
    stream, rng = flights.stream, generator(fault, start)
    rows = []
    for day in range(start, start + FAULT_DAYS):
        first, end = int(stream.offsets[day]), int(stream.offsets[day + 1])
        rows.append(first + fault.rows(end - first, rng))
    at = np.concatenate(rows)
    columns = {name: values[at] for name, values in stream.columns.items()}
    return _judge(flights, start, flights.judge.cells(columns, stream.when[at]))


def _judge(flights: Flights, start: int, cells: ProfileCells) -> Levels:
    """Judge the days of a fault from what was known before it; (days, series)."""
    quiet, judge = flights.quiet, flights.judge
    first = start - FIRST_JUDGED
    windows = quiet.windows[first : first + FAULT_DAYS]
    # The jump into the first day comes from the last hour of the day before.
    known = quiet.cells.start < np.datetime64(windows[0].start.replace(tzinfo=None), "us")
    recent = np.flatnonzero(known)[-24:]
    before = quiet.cells.select(recent)
    names = [name for name in before.columns if name in cells.columns]
    before = ProfileCells(
        before.start, before.rows, before.duplicates, {n: before.columns[n] for n in names}
    )
    series = extract(ProfileCells.concat([before, cells]), windows, judge.layout)
    history = quiet.before[first].copy()
    return np.array([history.judge(series.window(i)).level for i in range(FAULT_DAYS)])


def _new(
    flights: Flights, quiet: Levels, fault: str, column: str, start: int, levels: Levels
) -> Detection:
    """Compare the days of a fault with the same days in *quiet*, where all was silent."""
    measure = STREAM_MEASURE.get(fault)
    own = [
        i
        for i, key in enumerate(flights.judge.layout.keys)
        if key.column == column and measure in (None, key.measure)
    ]
    first = start - FIRST_JUDGED
    levels = np.where(quiet[first : first + FAULT_DAYS, own] < WARNING, levels[:, own], 0)
    worst = levels.max(axis=1).tolist()
    return Detection(
        fault,
        column,
        start,
        day_0=worst[0] >= WARNING,
        day_1=max(worst[:2]) >= WARNING,
        critical_0=worst[0] == CRITICAL,
    )
