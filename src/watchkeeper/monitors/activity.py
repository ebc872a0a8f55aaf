"""Activity: the stream fell silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level, Window
from watchkeeper.model.figures import number
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed

_WEEK_HOURS = 7 * 24.0
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityConfig(MonitorConfig):
    """Settings of the activity monitor.

    ``silent_hours`` is how long the stream may be silent; None: twice the longest silence in
    the reference or between recent windows, at least a window.
    """

    silent_hours: float | None = None

    def __post_init__(self) -> None:
        if self.silent_hours is not None and not self.silent_hours > 0:
            raise ConfigError(
                f"activity.silent_hours must be above 0, got {self.silent_hours}",
                hint="leave it out to have it learned from the reference",
            )


@dataclass(frozen=True, slots=True)
class _Usual:
    """How long silence may last, how that is known, and how loud a longer one is."""

    hours: float
    known: str
    level: Level


def check(observed: Observed, config: ActivityConfig) -> Iterator[Finding]:
    """Judge how long ago the last row came, as seen from the end of the window.

    A silence beyond what was learned is critical; a warning where less than a week was there
    to learn from, for then no weekend was seen.
    """
    if observed.window is None:
        return
    answer: dict[str, Any] = {
        "monitor": "activity",
        "subject": "stream",
        "subject_kind": "model",
        "measure": "hours since the last row",
    }
    since = observed.last_row_at or observed.deployed_at
    if since is None:
        yield observed.finding(level=Level.UNKNOWN, reason="no row has come yet", **answer)
        return
    usual = _usual(observed, observed.window, config)
    hours = _hours(since, observed.window.end)
    what = "the last row came" if observed.last_row_at else "no row came since the deployment,"
    yield observed.finding(
        level=usual.level if hours > usual.hours else Level.OK,
        reason=(
            f"{what} {number(hours)} h before the end of the window (to the hour), "
            f"limit {number(usual.hours)} h ({usual.known})"
        ),
        value=hours,
        limit=usual.hours,
        limit_set_by="configuration" if config.silent_hours else "default",
        **answer,
    )


def _usual(observed: Observed, window: Window, config: ActivityConfig) -> _Usual:
    if config.silent_hours is not None:
        return _Usual(config.silent_hours, "as configured", Level.CRITICAL)
    span = _hours(window.start, window.end)
    longest, seen = _longest_silence(observed, span)
    hours = max(2.0 * longest, span)
    if seen >= _WEEK_HOURS:
        return _Usual(hours, "twice the longest silence before", Level.CRITICAL)
    return _Usual(hours, "learned from less than a week, without a weekend", Level.WARNING)


def _longest_silence(observed: Observed, span: float) -> tuple[float, float]:
    """Return the hours between rows at their longest, and over how many hours that was seen."""
    longest = seen = 0.0
    history = observed.baseline.history
    if history is not None and len(history) > 1:
        starts = np.sort(history.start)
        hours = np.diff(starts) / np.timedelta64(1, "h")
        longest, seen = float(hours.max()), float(hours.sum())
    recent = observed.recent
    if recent is not None and len(recent):
        # Only empty windows between two that have rows: those at the end may be the fault.
        filled = np.flatnonzero(recent.rows > 0)
        longest = max(longest, span * float(np.diff(filled).max(initial=1) - 1))
        seen = max(seen, span * len(recent))
    return longest or span, seen


def _hours(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start) / _HOUR)
