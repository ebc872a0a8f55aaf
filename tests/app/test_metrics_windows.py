"""Metrics of windows and groups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError

NEW_YORK = "America/New_York"
SCORES = {"y": [1, 0, 1, 0], "p": [0.9, 0.2, 0.4, 0.6]}


def _timed(times: list[Any]) -> dict[str, list[Any]]:
    return {"y": [1] * len(times), "p": [0.9] * len(times), "t": times}


def test_windows_are_local_days_and_empty_ones_are_there() -> None:
    """Three days in New York, the middle one without rows; one of the three has 23 hours."""
    times = [
        datetime(2013, 3, 9, 12, tzinfo=UTC),
        datetime(2013, 3, 9, 4, 59, tzinfo=UTC),
        datetime(2013, 3, 11, 3, 59, tzinfo=UTC),
    ]
    table = wk.metrics(
        _timed(times), "accuracy", label="y", score="p", timestamp="t", every="1d", tz=NEW_YORK
    )
    assert [value.n for value in table] == [1, 1, 1]
    lengths = [value.window_end - value.window_start for value in table]
    assert lengths == [timedelta(hours=24), timedelta(hours=24), timedelta(hours=23)]
    table = wk.metrics(
        _timed([times[1], times[2]]),
        "accuracy",
        label="y",
        score="p",
        timestamp="t",
        every="1d",
        tz=NEW_YORK,
    )
    assert [(value.n, value.reason) for value in table] == [(1, ""), (0, "no rows"), (1, "")]


def test_naive_times_are_utc_with_a_notice() -> None:
    """tz= takes them for local times instead, and there is nothing left to say."""
    frame = _timed([datetime(2024, 1, 1, 23, 30)])  # noqa: DTZ001
    roles: dict[str, Any] = {"label": "y", "score": "p", "timestamp": "t", "every": "1d"}
    table = wk.metrics(frame, "accuracy", **roles)
    assert "taken as UTC" in table.notices[0]
    assert table[0].window_start == datetime(2024, 1, 1, tzinfo=UTC)
    local = wk.metrics(frame, "accuracy", **roles, tz="Asia/Tokyo")
    assert local.notices == ()
    assert local[0].window_start == datetime(2023, 12, 31, 15, tzinfo=UTC)


def test_rows_without_a_time_are_outside_windows() -> None:
    """They are counted in a notice; without windows they are rows like others."""
    frame = _timed([datetime(2024, 1, 1, 8, tzinfo=UTC), None, None])
    roles: dict[str, Any] = {"label": "y", "score": "p", "timestamp": "t"}
    table = wk.metrics(frame, "accuracy", **roles, every="1h")
    assert [value.n for value in table] == [1]
    assert "2 rows have no time in 't'" in table.notices[0]
    whole = wk.metrics(frame, "accuracy", **roles)[0]
    assert (whole.n, whole.window_start) == (3, datetime(2024, 1, 1, 8, tzinfo=UTC))


def test_without_any_time_there_is_no_window() -> None:
    """One answer that says that it holds no row."""
    frame = _timed([None, None]) | {"t": pa.nulls(2, pa.timestamp("us", "UTC"))}
    table = wk.metrics(frame, label="y", score="p", timestamp="t", every="1d")
    assert [(value.value, value.reason) for value in table] == [(None, "no rows")]
    assert "2 rows have no time" in table.notices[0]


def test_groups_are_combinations_and_null_is_one() -> None:
    """Two columns; only combinations that occur, in order."""
    frame = SCORES | {"origin": ["JFK", None, "JFK", "EWR"], "hour": [10, 9, 9, 9]}
    table = wk.metrics(frame, "accuracy", label="y", score="p", by=["origin", "hour"])
    assert [tuple(text for _, text in value.by) for value in table] == [
        ("EWR", "9"),
        ("JFK", "9"),
        ("JFK", "10"),
        ("(missing)", "9"),
    ]
    assert [value.value for value in table] == [0.0, 0.0, 1.0, 1.0]


def test_a_stray_time_does_not_cut_a_million_windows() -> None:
    """The error names the first and the last time."""
    frame = _timed([datetime(1970, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)])
    with pytest.raises(ConfigError, match=r"from 1970-01-01.* to 2024-01-01"):
        wk.metrics(frame, label="y", score="p", timestamp="t", every="1h")
