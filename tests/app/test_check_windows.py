"""Windows in time of a frame."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import watchkeeper as wk
from watchkeeper.model import Finding


def _frame(first: str, days: int, *, daily: int = 200, seed: int = 0) -> pd.DataFrame:
    """Return *daily* rows a day with a weekly rhythm."""
    rng = np.random.default_rng(seed)
    at = pd.Timestamp(first) + pd.to_timedelta(np.arange(days * daily) * (86_400 / daily), unit="s")
    level = np.sin(2 * np.pi * at.day_of_week.to_numpy() / 7)
    return pd.DataFrame({"ts": at.tz_localize("UTC"), "x": rng.normal(level, 1.0)})


@pytest.fixture(scope="module")
def baseline() -> wk.Baseline:
    """Return what six weeks look like."""
    return wk.Baseline.fit(_frame("2024-01-01", 42), timestamp="ts")


def _of(report: wk.Report, monitor: str) -> list[Finding]:
    return [f for f in report.findings if f.monitor == monitor]


def test_every_day_is_a_window(baseline: wk.Baseline) -> None:
    """In order, without gaps, and quiet where all is as before."""
    report = wk.check(_frame("2024-02-12", 14, seed=1), baseline, every="1d")

    starts = [f.window_start for f in _of(report, "volume")]
    assert len(starts) == 14
    assert all(b - a == timedelta(days=1) for a, b in pairwise(starts))
    assert {f.level.value for f in _of(report, "drift")} == {"ok"}


def test_a_changed_day_is_found_on_that_day(baseline: wk.Baseline) -> None:
    """And on no other: the shift is judged against the stream's own past."""
    frame = _frame("2024-02-12", 14, seed=1)
    bad = frame["ts"].dt.date == pd.Timestamp("2024-02-20").date()
    frame.loc[bad, "x"] += 5

    loud = [f for f in wk.check(frame, baseline, every="1d").findings if f.level == "critical"]

    assert {(f.subject, f.window_start) for f in loud} == {
        ("x", pd.Timestamp("2024-02-20", tz="UTC").to_pydatetime())
    }


def test_days_without_rows_are_windows_too(baseline: wk.Baseline) -> None:
    """Their volume is critical, and what they would have held is unknown, not ok."""
    frame = _frame("2024-02-12", 14, seed=1)
    gap = frame["ts"].between("2024-02-18", "2024-02-20", inclusive="left")

    report = wk.check(frame[~gap], baseline, every="1d")

    volume = _of(report, "volume")
    assert len(volume) == 14
    assert [f.n_current for f in volume].count(0) == 2
    empty = [f for f in report.findings if f.n_current == 0]
    assert {f.level.value for f in empty if f.monitor == "volume"} == {"critical"}
    assert {f.level.value for f in empty if f.monitor == "drift"} == {"unknown"}


def test_a_started_day_is_not_judged_by_its_volume(baseline: wk.Baseline) -> None:
    """Half of the last day has not happened yet."""
    frame = _frame("2024-02-12", 14, seed=1)
    frame = frame[frame["ts"] < pd.Timestamp("2024-02-25T12:00", tz="UTC")]

    volume = _of(wk.check(frame, baseline, every="1d"), "volume")

    assert volume[-1].level == "unknown"
    assert {f.level.value for f in volume[:-1]} == {"ok"}


def test_hours_and_weeks(baseline: wk.Baseline) -> None:
    """The grid is the calendar's."""
    frame = _frame("2024-02-12", 14, daily=960, seed=1)

    assert len(_of(wk.check(frame, baseline, every="1h"), "volume")) == 14 * 24
    weeks = [f.window_start for f in _of(wk.check(frame, baseline, every="1w"), "volume")]
    assert [start.weekday() for start in weeks if start] == [0, 0]


def test_a_day_of_the_clock_change_has_23_hours(baseline: wk.Baseline) -> None:
    """Days are those of the time zone; an hour less is no loss of rows."""
    frame = _frame("2024-03-25", 12, seed=1)

    volume = _of(wk.check(frame, baseline, every="1d", tz="Europe/Paris"), "volume")

    lengths = {(f.window_end - f.window_start) for f in volume if f.window_end and f.window_start}
    assert lengths == {timedelta(hours=23), timedelta(hours=24)}
    assert "critical" not in {f.level.value for f in volume}


def test_a_smaller_budget_of_false_alarms_is_stricter(baseline: wk.Baseline) -> None:
    """The limit moves outwards."""
    frame = _frame("2024-02-12", 14, seed=1)

    def limits(budget: float) -> list[float]:
        report = wk.check(frame, baseline, every="1d", false_alarms_per_week=budget)
        return [f.limit for f in _of(report, "volume") if f.limit is not None]

    assert limits(0.01) != limits(1.0)
