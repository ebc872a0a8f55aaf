"""One example call of every chart, and metric points to draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watchkeeper.charts.drift_by_importance import Moved
from watchkeeper.charts.episode_spans import Bar
from watchkeeper.charts.marks import Occasion
from watchkeeper.charts.monitored_series import SeriesPoint
from watchkeeper.model import Level, MetricValue

START = datetime(2013, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def metric_points(days: int) -> list[MetricValue]:
    """One point a day; the third is not known, the last has half of its labels."""
    return [
        MetricValue(
            metric="roc_auc",
            value=None if day == 2 else 0.9,
            lower=None if day == 2 else 0.88,
            upper=None if day == 2 else 0.92,
            n=100,
            n_labelled=50 if day == days - 1 else 100,
            window_start=START + day * DAY,
            window_end=START + (day + 1) * DAY,
        )
        for day in range(days)
    ]


@pytest.fixture
def points() -> Callable[[int], list[MetricValue]]:
    """Return the maker of metric points."""
    return metric_points


@pytest.fixture
def examples() -> dict[str, dict[str, Any]]:
    """Return the arguments of one typical call by chart name, with nothing left out."""
    occasions = (
        Occasion(START + DAY, "version 2"),
        Occasion(START + 2 * DAY, "a fault", loud=True, until=START + 4 * DAY),
    )
    series = [
        SeriesPoint(START, 1.0, None, None, None, Level.UNKNOWN),
        SeriesPoint(START + DAY, math.nan, 1.0, 0.5, 1.5, Level.UNKNOWN),
        SeriesPoint(START + 2 * DAY, 1.6, 1.0, 0.5, 1.5, Level.WARNING),
        SeriesPoint(START + 3 * DAY, 2.0, 1.0, 0.5, 1.5, Level.CRITICAL),
    ]
    return {
        "distribution": {
            "labels": ("below 0", "0 to 1", "1 to 2", "above 2"),
            "reference": (0.0, 0.5, 0.5, 0.0),
            "current": (0.1, 0.2, 0.3, 0.4),
            "edges": (-math.inf, 0.0, 1.0, 2.0, math.inf),
        },
        "metric_over_time": {
            "points": metric_points(9),
            "reference": 0.93,
            "limit": 0.91,
            "occasions": occasions,
        },
        "lines_over_time": {
            "times": [START + i * DAY for i in range(4)],
            "lines": {"half": (1.0, None, 2.0, math.nan), "most": (3.0, 4.0, 5.0, 6.0)},
            "domain": (START, START + 3 * DAY),
        },
        "row_counts": {"points": metric_points(9)},
        "monitored_series": {"points": series, "occasions": occasions},
        "drift_by_importance": {
            "moved": [
                Moved("temp", 12.0, 0.4),
                Moved("visib", 0.2, 0.1),
                Moved("seats", 0.0, 0.0),
            ],
        },
        "episode_spans": {
            "bars": [
                Bar("temp", Level.CRITICAL, START, START + DAY),
                Bar("visib", Level.WARNING, START + DAY, START + 3 * DAY),
            ],
            "domain": (START, START + 9 * DAY),
            "occasions": occasions,
        },
    }
