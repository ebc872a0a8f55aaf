"""Small streams and frames, judged and ready to be shown to a monitor."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from scipy import stats

from watchkeeper.model import Every, Finding
from watchkeeper.monitors import MONITORS, Observed, Scored
from watchkeeper.performance import ClassRows, ScoreCells, edges_from_reference, summarise
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
EDGES = edges_from_reference(np.linspace(0.001, 0.999, 301))
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


def scores(
    seed: int,
    days: int,
    rows: int,
    *,
    auc: float = 0.93,
    rate: float = 0.2,
    day_effect: float = 0.0,
    labelled: float = 1.0,
) -> ScoreCells:
    """Return days of a classifier's rows; *day_effect* is the s.d. of a day's base rate."""
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(days), rows)
    rates = np.clip(rng.normal(rate, day_effect, days), 0.01, 0.99)[day]
    truth = (rng.random(day.size) < rates).astype(np.int64)
    distance = math.sqrt(2) * stats.norm.ppf(auc)
    score = stats.norm.cdf(rng.normal(size=day.size) + distance * (truth - 0.5))
    found = ClassRows(
        task="binary",
        classes=("on time", "late"),
        labels=np.where(rng.random(day.size) < labelled, truth, -1),
        predictions=(score >= 0.5).astype(np.int64),
        scores=score,
    )
    return summarise(found, day, days, edges=EDGES)


def labelled(windows: ScoreCells, reference: ScoreCells | None) -> Observed:
    """Return the last of *windows* as a monitor of labels sees it, 100 series to a budget."""
    rows = {"x": np.arange(200) % 7}
    observed = frames(rows, rows, features=["x"])
    settings = settings_for(Every("day"), series=100)
    return replace(observed, settings=settings, scored=Scored(windows=windows, reference=reference))


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
def scored_days() -> Callable[..., ScoreCells]:
    """Return `scores`."""
    return scores


@pytest.fixture
def with_labels() -> Callable[..., Observed]:
    """Return `labelled`."""
    return labelled


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
