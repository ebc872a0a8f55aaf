"""The stream fell silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.activity import ActivityConfig

Ask = Callable[..., dict[str, Finding]]
Streams = Callable[..., list[Observed]]
Moments = Callable[..., np.ndarray]
HOUR = timedelta(hours=1)


def quiet(observed: Observed, hours: float) -> Observed:
    """Return the window with its last row so many hours before its end."""
    assert observed.window is not None
    return replace(observed, last_row_at=observed.window.end - hours * HOUR)


@pytest.fixture
def steady(judged_stream: Streams, moments: Moments) -> Observed:
    """Return a day of a stream that has rows in every hour, and 30 days before it."""
    reference = {"ts": moments(30, 48), "x": np.arange(30 * 48) % 7}
    return judged_stream(
        reference, {"ts": moments(1, 48, first_day=30), "x": np.arange(48) % 7}, features=["x"]
    )[0]


@pytest.fixture
def office(judged_stream: Streams, moments: Moments) -> Observed:
    """Return a day of a stream that rests at night and on weekends (2024 begins on a Monday)."""
    ts = moments(31, 48)
    hour = (ts - ts[0]) / np.timedelta64(1, "h")
    open_ = (hour % 24 >= 8) & (hour % 24 < 18) & (hour % 168 < 120)
    ts, x = ts[open_], np.arange(open_.sum()) % 7
    before = ts < ts[0] + np.timedelta64(28, "D") - np.timedelta64(8, "h")
    return judged_stream(
        {"ts": ts[before], "x": x[before]}, {"ts": ts[~before], "x": x[~before]}, features=["x"]
    )[0]


@pytest.mark.parametrize(("hours", "level"), [(1, Level.OK), (23, Level.OK), (25, Level.CRITICAL)])
def test_a_steady_stream_may_be_silent_for_a_window(
    ask: Ask, steady: Observed, hours: float, level: Level
) -> None:
    """A day of silence is more than twice anything seen, and more than a window."""
    found = ask("activity", quiet(steady, hours))["stream"]

    assert found.level is level
    assert (found.value, found.limit) == (hours, 24.0)


@pytest.mark.parametrize(("hours", "level"), [(63, Level.OK), (127, Level.CRITICAL)])
def test_a_weekends_silence_is_usual_where_it_was_before(
    ask: Ask, office: Observed, hours: float, level: Level
) -> None:
    """Friday evening to Monday morning, and as long again."""
    assert ask("activity", quiet(office, hours))["stream"].level is level


def test_days_without_a_weekend_can_only_warn(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """From three working days nobody knows how a weekend looks."""
    reference = {"ts": moments(3, 48), "x": np.arange(3 * 48) % 7}
    today = judged_stream(
        reference, {"ts": moments(1, 48, first_day=3), "x": np.arange(48) % 7}, features=["x"]
    )[0]
    found = ask("activity", quiet(today, 60))["stream"]

    assert found.level is Level.WARNING
    assert "without a weekend" in found.reason


def test_recent_windows_teach_what_the_reference_did_not(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Two empty days every week are silence that was seen."""
    days = np.array([d for d in range(28) if d % 7 < 5])
    ts = np.concatenate([moments(1, 48, first_day=int(d)) for d in days])
    rest = ts >= ts[0] + np.timedelta64(4, "D")
    x = np.arange(ts.size) % 7
    windows = judged_stream(
        {"ts": ts[~rest], "x": x[~rest]}, {"ts": ts[rest], "x": x[rest]}, features=["x"]
    )
    found = ask("activity", quiet(windows[-1], 62))["stream"]

    assert found.level is Level.OK
    assert found.limit == 96.0


def test_the_limit_can_be_set(ask: Ask, steady: Observed) -> None:
    """And then it is said to be."""
    found = ask("activity", quiet(steady, 3), silent_hours=2.0)["stream"]

    assert found.level is Level.CRITICAL
    assert found.limit_set_by == "configuration"
    assert "(to the hour), limit 2 h (as configured)" in found.reason


def test_a_stream_that_never_spoke_is_judged_from_its_deployment(
    ask: Ask, steady: Observed
) -> None:
    """Without either nothing is known."""
    assert steady.window is not None
    never = replace(steady, last_row_at=None)
    deployed = replace(never, deployed_at=steady.window.end - 50 * HOUR)

    assert ask("activity", never)["stream"].level is Level.UNKNOWN
    found = ask("activity", deployed)["stream"]
    assert found.level is Level.CRITICAL
    assert found.reason.startswith("no row came since the deployment, 50 h before")


def test_a_row_after_the_window_is_no_silence(ask: Ask, steady: Observed) -> None:
    """A window that is evaluated again, later."""
    found = ask("activity", quiet(steady, -5))["stream"]

    assert (found.level, found.value) == (Level.OK, 0.0)


def test_frames_without_time_have_no_finding(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """There is no clock to be late by."""
    assert ask("activity", judged_frames({"x": range(50)}, {"x": range(50)}, features=["x"])) == {}


def test_no_patience_is_refused() -> None:
    """Zero hours would always be over."""
    with pytest.raises(ConfigError, match="above 0"):
        ActivityConfig(silent_hours=0)
