"""Stretches of time on the local calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Every, Window

HOUR = timedelta(hours=1)


def utc(*parts: int) -> datetime:
    """Return a moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "unit", "per_week"), [("1h", "hour", 168), ("d", "day", 7), (" 1W ", "week", 1)]
)
def test_parse_reads_hours_days_and_weeks(text: str, unit: str, per_week: float) -> None:
    """The number may be left out; there is one of each only."""
    every = Every.parse(text)

    assert every.unit == unit
    assert every.per_week == per_week


@pytest.mark.parametrize("text", ["", "7d", "1m", "day", "0h"])
def test_parse_names_what_is_allowed(text: str) -> None:
    """A grid of seven days has no agreed beginning."""
    with pytest.raises(ConfigError, match='use "1h", "1d" or "1w"'):
        Every.parse(text)


@pytest.mark.parametrize("name", ["Berlin", "Europe", "..", "x" * 10_000, "\0"])
def test_an_unknown_zone_is_an_error_with_an_example(name: str) -> None:
    """A typing error must not silently become UTC; a folder of zones is no zone."""
    with pytest.raises(ConfigError, match="Europe/Berlin"):
        Every.parse("1d", timezone=name)


@pytest.mark.parametrize(("day", "hours"), [(31, 23), (30, 24)])
def test_the_day_the_clock_goes_forward_has_23_hours(day: int, hours: int) -> None:
    """Windows are local days, whatever their length."""
    window = Every.parse("1d", timezone="Europe/Berlin").containing(utc(2024, 3, day, 12))

    assert window.end - window.start == hours * HOUR


def test_the_day_the_clock_goes_back_has_25_hours() -> None:
    """27 October 2024 in Berlin begins at 22:00 UTC and ends at 23:00 UTC."""
    window = Every.parse("1d", timezone="Europe/Berlin").containing(utc(2024, 10, 27, 1))

    assert window == Window(utc(2024, 10, 26, 22), utc(2024, 10, 27, 23))


def test_hours_do_not_notice_the_clock_change() -> None:
    """Both hours that the local clock calls two are windows of their own."""
    every = Every.parse("1h", timezone="Europe/Berlin")
    windows = list(every.between(utc(2024, 10, 27), utc(2024, 10, 27, 3)))

    assert [w.start for w in windows] == [utc(2024, 10, 27, h) for h in range(3)]


def test_a_week_begins_on_local_monday() -> None:
    """Sunday 23:30 UTC is already Monday in Berlin."""
    window = Every.parse("1w", timezone="Europe/Berlin").containing(utc(2024, 1, 7, 23, 30))

    assert window == Window(utc(2024, 1, 7, 23), utc(2024, 1, 14, 23))


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Asia/Kathmandu"]
)
@pytest.mark.parametrize("unit", ["1d", "1w"])
def test_windows_follow_each_other_without_gap(zone: str, unit: str) -> None:
    """Also where midnight does not exist (Sao Paulo 2018) or comes twice (Havana)."""
    windows = list(Every.parse(unit, timezone=zone).between(utc(2018, 1, 1), utc(2019, 1, 1)))

    assert all(a.end == b.start for a, b in pairwise(windows))
    assert windows[0].start <= utc(2018, 1, 1)
    assert windows[-1].end >= utc(2019, 1, 1)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_zones_off_the_hour_are_told(zone: str) -> None:
    """Also where it is so for half the year; hours begin everywhere alike."""
    with pytest.raises(ConfigError, match=zone):
        Every.parse("1d", timezone=zone).require_whole_hours()

    hours = Every.parse("1h", timezone=zone)
    assert hours.require_whole_hours() is hours
    berlin = Every.parse("1w", timezone="Europe/Berlin")
    assert berlin.require_whole_hours() is berlin


def test_every_moment_lies_in_its_own_window() -> None:
    """Also in the hour that comes twice, and at the end, which belongs to the next one."""
    every = Every.parse("1d", timezone="America/Havana")
    for hour in range(72):
        moment = utc(2018, 11, 3) + hour * HOUR
        window = every.containing(moment)

        assert window.start <= moment < window.end
        assert every.containing(window.start) == window


def test_between_is_empty_for_no_time() -> None:
    """No stretch touches no window but the one it lies in."""
    every = Every.parse("1d")

    assert list(every.between(utc(2024, 1, 1), utc(2024, 1, 1))) == []
    assert len(list(every.between(utc(2024, 1, 1, 23), utc(2024, 1, 2, 1)))) == 2


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (utc(2024, 1, 2), utc(2024, 1, 1)),
        (utc(2024, 1, 1), utc(2024, 1, 1)),
        (datetime(2024, 1, 1), utc(2024, 1, 2)),  # noqa: DTZ001
    ],
)
def test_a_window_needs_two_zoned_times_in_order(start: datetime, end: datetime) -> None:
    """The error shows both."""
    with pytest.raises(ConfigError, match="2024-01-01"):
        Window(start, end)
