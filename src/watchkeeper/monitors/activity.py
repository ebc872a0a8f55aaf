"""Activity: the stream fell silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import number
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityConfig(MonitorConfig):
    """Settings of the activity monitor.

    ``silent_hours`` is how long the stream may be silent; None: twice the longest silence
    inside the reference, at least a window.
    """

    silent_hours: float | None = None


def check(observed: Observed, config: ActivityConfig) -> Iterator[Finding]:
    """Judge how long ago the last row came, as seen from the end of the window."""
    if observed.window is None:
        return
    answer = {
        "monitor": "activity",
        "subject": "stream",
        "subject_kind": "model",
        "measure": "hours since the last row",
    }
    limit = config.silent_hours or _learned_hours(observed)
    if observed.last_row_at is None:
        yield observed.finding(level=Level.UNKNOWN, reason="no row has come yet", **answer)
        return
    hours = max(0.0, (observed.window.end - observed.last_row_at) / timedelta(hours=1))
    silent = hours > limit
    yield observed.finding(
        level=Level.CRITICAL if silent else Level.OK,
        reason=(
            f"the last row came {number(hours)} hours before the end of the window; "
            f"up to {number(limit)} are usual"
        ),
        value=hours,
        limit=limit,
        **answer,
    )


def _learned_hours(observed: Observed) -> float:
    window = observed.window
    span = (window.end - window.start) / timedelta(hours=1) if window else 24.0
    history = observed.baseline.history
    if history is None or len(history) < 2:
        return 2.0 * span
    hours = np.diff(np.sort(history.start)) / np.timedelta64(1, "h")
    return max(2.0 * float(hours.max()), span)
