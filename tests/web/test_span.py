"""The stretch of time in an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Version
from watchkeeper.web.span import earlier, later, read_span

NOW = datetime(2024, 6, 10, 9, 30, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def test_left_out_it_is_the_last_ninety_days() -> None:
    """The address of the usual view is the shortest."""
    span = read_span({}, NOW, UTC)

    assert (span.start, span.end, span.query) == (NOW - timedelta(days=90), NOW, {})
    assert span.live


def test_days_begin_in_the_zone_of_the_model() -> None:
    """The first of May in New York is not that in London."""
    span = read_span({"from": "2024-05-01", "to": "2024-05-02"}, NOW, NEW_YORK)

    assert span.start == datetime(2024, 5, 1, 4, tzinfo=UTC)
    assert span.length == timedelta(days=1)
    assert not span.live


def test_it_never_ends_in_the_future() -> None:
    """What will be is not shown."""
    assert read_span({"from": "2024-06-01", "to": "2030-01-01"}, NOW, UTC).end == NOW


def test_all_time_has_no_start_and_cannot_be_moved() -> None:
    """There is nothing before the beginning."""
    span = read_span({"range": "all"}, NOW, UTC)

    assert span.holds(datetime(1990, 1, 1, tzinfo=UTC), datetime(1990, 1, 2, tzinfo=UTC))
    assert earlier(span, UTC) == {}


def test_moving_back_and_forth_comes_back() -> None:
    """The keys [ and ] undo each other."""
    span = read_span({"from": "2024-05-01", "to": "2024-05-08"}, NOW, UTC)
    before = read_span(earlier(span, UTC), NOW, UTC)

    assert before.end == span.start
    assert later(before, UTC, NOW) == {"from": "2024-05-01", "to": "2024-05-08"}


def test_at_the_present_there_is_no_later() -> None:
    """The link is left out instead of leading nowhere."""
    live = read_span({"range": "7d"}, NOW, UTC)

    assert later(live, UTC, NOW) == {}
    assert later(live, UTC, NOW + timedelta(milliseconds=3)) == {}


def test_since_a_version_begins_with_its_deployment() -> None:
    """The question after a deployment."""
    version = Version(model="m", version="2", deployed_at=NOW - timedelta(days=3))

    assert read_span({"since": "2"}, NOW, UTC, [version]).start == version.deployed_at


@pytest.mark.parametrize("query", [{"range": "1y"}, {"from": "x"}, {"since": "3"}])
def test_what_cannot_be_read_is_named(query: dict[str, str]) -> None:
    """With the value, and what is known."""
    with pytest.raises(ConfigError, match=next(iter(query.values()))):
        read_span(query, NOW, UTC)
