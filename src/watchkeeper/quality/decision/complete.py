"""Which windows of a stretch of data are covered to their ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from watchkeeper.model import Every, Window
from watchkeeper.profile.cells import ProfileCells

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZERO = np.datetime64(0, "us")


def windows_of(cells: ProfileCells, every: Every) -> list[Window]:
    """Return the windows from the first to the last of the hourly *cells*, empty ones too."""
    if not len(cells):
        return []
    first, last = _moment(cells.start[0]), _moment(cells.start[-1])
    return list(every.between(first, last + timedelta(hours=1)))


def complete(cells: ProfileCells, windows: Sequence[Window]) -> list[bool]:
    """Return, per window, whether data covers it as far as the hourly *cells* can tell.

    Only the first and last windows are in doubt: one counts as covered when the silence at
    its open end is no longer than the longest silence inside the data.
    """
    if not len(cells) or not windows:
        return [False] * len(windows)
    hour = timedelta(hours=1)
    first, last = _moment(cells.start[0]), _moment(cells.start[-1])
    longest = timedelta(0)
    if len(cells) > 1:
        longest = _span(np.diff(cells.start).max()) - hour
    whole = [first < w.end and last >= w.start for w in windows]
    whole[0] &= first - windows[0].start <= longest
    whole[-1] &= windows[-1].end - (last + hour) <= longest
    return whole


def _moment(at: np.datetime64) -> datetime:
    return _EPOCH + _span(at - _ZERO)


def _span(length: np.timedelta64) -> timedelta:
    return timedelta(microseconds=int(length.astype("timedelta64[us]").astype(np.int64)))
