"""Small streams: a few series by hand, and a week of rows by the hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import pytest

from watchkeeper.quality.decision import (
    DecisionSettings,
    Judged,
    MeasureName,
    OwnHistory,
    SeriesKey,
    WindowSeries,
)


class MakeWindows(Protocol):
    """Build the windows of series given as values."""

    def __call__(
        self,
        values: Mapping[str, Sequence[float]],
        *,
        rows: float = 1000.0,
        variance: float = 1.0,
    ) -> WindowSeries:
        """Return one window per value; keys are "column.measure" or a measure of the stream."""
        ...


Start = Callable[..., OwnHistory]
Judge = Callable[[OwnHistory, WindowSeries], list[Judged]]


@pytest.fixture(scope="session")
def windows() -> MakeWindows:
    """Return the builder of windows; the counts of shape series are given by `shapes`."""
    return _windows


@pytest.fixture(scope="session")
def shapes() -> Callable[[Sequence[Sequence[float]]], WindowSeries]:
    """Return the builder of windows with one shape series, from its counts by window."""
    return _shapes


@pytest.fixture(scope="session")
def start() -> Start:
    """Return a function that learns a reference: (windows, **settings)."""
    return _start


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Return a function that judges every window in order."""
    return _judge


def _windows(
    values: Mapping[str, Sequence[float]], *, rows: float = 1000.0, variance: float = 1.0
) -> WindowSeries:
    value = np.array(list(values.values()), dtype=float).T
    keys = tuple(_key(name) for name in values)
    of_mean = np.array([variance if key.measure == "mean" else 0.0 for key in keys])
    return WindowSeries(
        keys,
        value,
        np.full(value.shape, rows),
        np.broadcast_to(of_mean, value.shape).copy(),
        np.zeros((value.shape[0], 0, 1)),
        np.zeros(0, np.int64),
    )


def _key(name: str) -> SeriesKey:
    column, _, measure = name.rpartition(".")
    known: dict[str, MeasureName] = {key: key for key in MeasureName.__args__}
    return SeriesKey(column, known[measure])


def _shapes(counts: Sequence[Sequence[float]]) -> WindowSeries:
    by_window = np.array(counts, dtype=float)[:, None, :]
    rows = by_window.sum(2)
    return WindowSeries(
        (SeriesKey("x", "shape"),),
        np.full(rows.shape, np.nan),
        rows,
        np.zeros(rows.shape),
        by_window,
        np.array([by_window.shape[2]]),
    )


def _start(reference: WindowSeries, **settings: float) -> OwnHistory:
    history = OwnHistory(
        reference.keys,
        reference.shape.shape[2],
        DecisionSettings(**{"tests_per_week": 70.0} | settings),
    )
    history.learn(reference)
    return history


def _judge(history: OwnHistory, stream: WindowSeries) -> list[Judged]:
    return [history.judge(stream.window(i)) for i in range(len(stream))]
