"""Hourly cells and windows of the calendar: which cells lie in which window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from watchkeeper.model.window import Every, Window
from watchkeeper.profile.cells import ProfileCells

Ints = npt.NDArray[np.int64]
HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZERO = np.datetime64(0, "us")


def moments(times: Sequence[datetime]) -> npt.NDArray[np.datetime64]:
    """Return UTC *times* as an array without a zone, as cells hold them."""
    return np.array([t.astimezone(UTC).replace(tzinfo=None) for t in times], "datetime64[us]")


def utc(at: np.datetime64) -> datetime:
    """Return the moment of a cell with its zone."""
    return _EPOCH + length(at - _ZERO)


def length(span: np.timedelta64) -> timedelta:
    """Return a difference of moments."""
    return timedelta(microseconds=int(span.astype("timedelta64[us]").astype(np.int64)))


def windows_of(cells: ProfileCells, every: Every) -> list[Window]:
    """Return the windows from the first to the last of the hourly *cells*, empty ones too."""
    if not len(cells):
        return []
    return list(every.between(utc(cells.start[0]), utc(cells.start[-1]) + HOUR))


def spans(cells: ProfileCells, windows: Sequence[Window]) -> tuple[Ints, Ints]:
    """Return where each window's cells begin and end in hourly *cells*, in order of time."""
    first = np.searchsorted(cells.start, moments([w.start for w in windows]))
    last = np.searchsorted(cells.start, moments([w.end for w in windows]))
    return first.astype(np.int64), last.astype(np.int64)


def by_window(cells: ProfileCells, windows: Sequence[Window]) -> ProfileCells:
    """Add up hourly *cells* (in order) to one per window (in order, without gaps)."""
    starts, ends = spans(cells, windows)
    inside = cells.select(np.arange(starts[0], ends[-1]))
    return inside.merge((starts - starts[0]).astype(np.intp))
