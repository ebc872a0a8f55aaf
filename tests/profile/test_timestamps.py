"""Times in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from watchkeeper.errors import ConfigError, DataError
from watchkeeper.profile import NO_HOUR, open_frame, utc_hours, utc_microseconds

NOON = 1_704_110_400_000_000  # 2024-01-01 12:00 UTC


def _read(values: Any, tz: str | None = None) -> tuple[list[int], list[bool], str | None]:
    micros, valid, notice = utc_microseconds(open_frame({"t": values}), "t", tz)
    return micros.tolist(), valid.tolist(), notice


def _moment(unit: str, tz: str | None) -> pa.Array:
    return pa.array([datetime(2024, 1, 1, 12), None]).cast(pa.timestamp(unit, tz))  # noqa: DTZ001


AWARE: dict[str, Any] = {
    "seconds": _moment("s", "UTC"),
    "nanoseconds": _moment("ns", "UTC"),
    "another zone": _moment("us", "Asia/Tokyo"),
    "dictionary": _moment("us", "UTC").dictionary_encode(),
    "text": ["2024-01-01T12:00:00Z", None],
    "text with offset": ["2024-01-01 17:30:00+05:30", None],
    "dictionary of text": pa.array(["2024-01-01T12:00:00Z", None]).dictionary_encode(),
    "pandas": pd.Series(pd.to_datetime(["2024-01-01T12:00:00Z", None])),
    "nanosecond text": ["2024-01-01T12:00:00.000000123Z", None],
}
NAIVE: dict[str, Any] = {
    "timestamp": _moment("us", None),
    "text": ["2024-01-01T12:00:00", None],
    "pandas": pd.Series(pd.to_datetime(["2024-01-01T12:00:00", None])),
}


@pytest.mark.parametrize("values", AWARE.values(), ids=AWARE)
def test_times_with_a_zone_are_converted(values: Any) -> None:
    """Whatever the unit, zone or spelling, it is the same moment, without a notice."""
    assert _read(values) == ([NOON, 0], [True, False], None)
    assert _read(values, "America/New_York") == ([NOON, 0], [True, False], None)


@pytest.mark.parametrize("values", NAIVE.values(), ids=NAIVE)
def test_times_without_a_zone_are_utc_and_said_so(values: Any) -> None:
    """The notice names the column and the way to say otherwise."""
    micros, valid, notice = _read(values)
    assert (micros, valid) == ([NOON, 0], [True, False])
    assert notice is not None
    assert "'t'" in notice
    assert "tz=" in notice


@pytest.mark.parametrize("values", NAIVE.values(), ids=NAIVE)
def test_times_without_a_zone_take_the_one_given(values: Any) -> None:
    """Noon in New York in winter is five hours later; nothing was guessed, so no notice."""
    assert _read(values, "America/New_York") == ([NOON + 5 * 3_600_000_000, 0], [True, False], None)


def test_mixed_zones_in_text() -> None:
    """Each value is read by its own zone, and those without one as UTC."""
    values = ["2024-01-01T12:00:00", "2024-01-01T12:00:00Z", "2024-01-01T13:00:00+01:00", None]
    micros, valid, notice = _read(values)
    assert micros == [NOON, NOON, NOON, 0]
    assert valid == [True, True, True, False]
    assert notice is not None


def test_mixed_zones_in_pandas_objects() -> None:
    """Naive and aware datetimes in one object column are not taken for each other."""
    moments = [datetime(2024, 1, 1, 12), datetime(2024, 1, 1, 12, tzinfo=UTC), None]  # noqa: DTZ001
    micros, _, notice = _read(pd.Series(moments, dtype=object), "America/New_York")
    assert micros == [NOON + 5 * 3_600_000_000, NOON, 0]
    assert notice is None


def test_dates_are_midnight() -> None:
    """A date is the beginning of its day."""
    micros, _, notice = _read([date(2024, 1, 1)])
    assert micros == [NOON - 12 * 3_600_000_000]
    assert notice is not None


@pytest.mark.parametrize("text", [True, False], ids=["text", "timestamps"])
def test_clock_changes_are_settled_alike(text: bool) -> None:
    """A repeated time is the first of the two, a skipped one the moment of the change."""
    values = ["2024-11-03T01:30:00", "2024-03-10T02:30:00"]
    column: Any = [*values, "2024-01-01T00:00Z"] if text else pd.to_datetime(values)
    micros = _read(column, "America/New_York")[0]
    found = np.array(micros[:2], dtype="datetime64[us]").astype(str).tolist()
    assert found == ["2024-11-03T05:30:00.000000", "2024-03-10T07:00:00.000000"]


def test_text_that_is_no_time_is_named() -> None:
    """The first such value and the column are in the message."""
    with pytest.raises(DataError, match="column 't': 'yesterday' is not a time"):
        _read(["2024-01-01T12:00:00Z", "yesterday", "tomorrow"])


@pytest.mark.parametrize("values", [[1, 2], [1.5], [[1]], [True]], ids=str)
def test_other_types_are_no_times(values: Any) -> None:
    """A number is never taken for seconds or milliseconds."""
    with pytest.raises(DataError, match="column 't' holds no times"):
        _read(values)


def test_a_time_beyond_the_range_is_told() -> None:
    """Microseconds of 64 bits end in the year 294,247; nothing wraps around silently."""
    with pytest.raises(DataError, match="'t' has a time beyond"):
        _read(pa.array([2**62], pa.timestamp("s", "UTC")))


@pytest.mark.parametrize("name", ["Mars/Base", "Europe"])
def test_an_unknown_zone_is_told(name: str) -> None:
    """The message names it, whether or not it is needed; a folder of zones is no zone."""
    with pytest.raises(ConfigError, match=f"no time zone is called '{name}'"):
        _read([NOON], name)


def test_all_null_and_empty() -> None:
    """No times are no notice."""
    assert _read(pa.nulls(2)) == ([0, 0], [False, False], None)
    assert _read(pa.nulls(2, pa.timestamp("us"))) == ([0, 0], [False, False], None)
    assert _read(pa.array([], pa.timestamp("us"))) == ([], [], None)


def test_hours_count_down_before_1970() -> None:
    """A microsecond before the epoch is in the hour before it; no time is no hour."""
    hours = utc_hours(np.array([-1, 0, 3_600_000_000, 5]), np.array([True, True, True, False]))
    assert hours.tolist() == [-1, 0, 1, NO_HOUR]
