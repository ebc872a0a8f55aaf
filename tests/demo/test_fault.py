from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from watchkeeper.demo.fault import FAULT
from watchkeeper.demo.flights import load_flights


@pytest.fixture(scope="module")
def august() -> pa.Table:
    """Return the flights of August."""
    flights = load_flights()
    return flights.filter(pc.equal(pc.month(flights["local_day"]), 8))


def on(flights: pa.Table, first: int, last: int) -> pa.Table:
    """Return the flights of some days of August, both ends included."""
    day = pc.day(flights["local_day"])
    return flights.filter(pc.and_(pc.greater_equal(day, first), pc.less_equal(day, last)))


def test_other_days_and_columns_are_untouched(august: pa.Table) -> None:
    """Before 10 August, after the 14th, and outside two columns nothing changes."""
    faulty = FAULT.apply(august)
    for first, last in ((1, 9), (15, 31)):
        assert on(faulty, first, last).equals(on(august, first, last))
    others = [name for name in august.column_names if name not in ("temp", "dep_delay")]
    assert faulty.select(others).equals(august.select(others))


def test_temperatures_are_celsius(august: pa.Table) -> None:
    """Every temperature of those days is (F - 32) / 1.8, to a tenth."""
    before, after = on(august, 10, 14)["temp"], on(FAULT.apply(august), 10, 14)["temp"]
    expected = (before.to_numpy() - 32) / 1.8
    assert np.allclose(after.to_numpy(), expected, atol=0.051, equal_nan=True)


def test_a_fifth_of_the_delays_is_missing(august: pa.Table) -> None:
    """4,700 draws at .2 have a standard error of .006."""
    before, after = on(august, 10, 14)["dep_delay"], on(FAULT.apply(august), 10, 14)["dep_delay"]
    had_one = before.is_valid()
    lost = pc.and_(had_one, after.is_null())
    assert pc.mean(lost.filter(had_one)).as_py() == pytest.approx(0.2, abs=0.018)


def test_rows_do_not_depend_on_their_batch(august: pa.Table) -> None:
    """Applied in pieces or at once, the same values are lost: replays agree."""
    pieces = [FAULT.apply(august.slice(i, 1000)) for i in range(0, august.num_rows, 1000)]
    assert pa.concat_tables(pieces).equals(FAULT.apply(august))


def test_the_announcement_names_days_and_columns() -> None:
    """A reader must know what is real and what was injected."""
    assert FAULT.first == date(2013, 8, 10)
    for part in ("Injected", "10 August", "14 August", "temp", "Celsius", "dep_delay", "20%"):
        assert part in FAULT.announcement()
