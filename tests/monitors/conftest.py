"""Small streams and frames, judged and ready to be shown to a monitor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from watchkeeper.model import Every, Finding
from watchkeeper.monitors import MONITORS, Observed
from watchkeeper.profile import Baseline, open_frame, profile_rows, utc_hours, utc_microseconds
from watchkeeper.profile.windows import by_window, windows_of
from watchkeeper.quality.decision import (
    complete,
    extract,
    judge_frames,
    layout,
    settings_for,
    start_history,
)

Data = Mapping[str, Any]
FIRST = np.datetime64("2024-01-01T00:00:00", "us")
DAY = np.timedelta64(86_400_000_000, "us")


def times(days: int, rows: int, *, first_day: int = 0) -> np.ndarray:
    """Return *rows* evenly spread moments for each of *days* days, shape (days * rows,)."""
    step = DAY / rows
    start = FIRST + first_day * DAY
    return (start + np.arange(days * rows) * step).astype("datetime64[us]")


def frames(reference: Data, current: Data, **fit: Any) -> Observed:
    """Return *current* against *reference* as plain frames: no time, one window."""
    baseline = Baseline.fit(reference, **fit)
    cells = profile_rows(open_frame(current), baseline.columns)
    judged = judge_frames(baseline.columns, baseline.total, cells)
    return Observed(baseline=baseline, profile=cells, judged=judged)


def stream(reference: Data, current: Data, **fit: Any) -> list[Observed]:
    """Return each day of *current* (column ``ts``) judged in order, its *reference* before it."""
    baseline = Baseline.fit(reference, timestamp="ts", **fit)
    every, shape = Every("day"), layout(baseline)
    settings = settings_for(every, series=len(shape.keys))
    history = start_history(baseline, shape, every, settings)
    frame = open_frame(current)
    micro, valid, _ = utc_microseconds(frame, "ts")
    cells = profile_rows(frame, baseline.columns, hours=utc_hours(micro, valid))
    windows = windows_of(cells, every)
    series = extract(cells, windows, shape, complete=complete(cells, windows))
    days = by_window(cells, windows)
    return [
        Observed(
            baseline=baseline,
            profile=days.select(np.array([i])),
            judged=history.judge(series.window(i)),
            recent=days.select(np.arange(max(0, i - 28), i)),
            window=window,
            settings=settings,
            last_row_at=_last_row(cells.start, window.end),
        )
        for i, window in enumerate(windows)
    ]


def _last_row(starts: np.ndarray, end: datetime) -> datetime:
    before = starts[starts < np.datetime64(end.replace(tzinfo=None), "us")]
    return before[-1].astype(datetime).replace(tzinfo=end.tzinfo)


@pytest.fixture
def judged_frames() -> Callable[..., Observed]:
    """Return `frames`."""
    return frames


@pytest.fixture
def judged_stream() -> Callable[..., list[Observed]]:
    """Return `stream`."""
    return stream


@pytest.fixture
def moments() -> Callable[..., np.ndarray]:
    """Return `times`."""
    return times


@pytest.fixture
def ask() -> Callable[..., dict[str, Finding]]:
    """Return a function that asks a monitor by name and gives its findings by subject."""
    by_name = {monitor.name: monitor for monitor in MONITORS}

    def findings(name: str, observed: Observed, **settings: Any) -> dict[str, Finding]:
        monitor = by_name[name]
        found = list(monitor.check(observed, monitor.config(**settings)))
        assert len({f.subject for f in found}) == len(found)
        return {f.subject: f for f in found}

    return findings
