"""Which windows of a stretch of data are covered to their ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from watchkeeper.model import Window
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.windows import HOUR, length, utc


def complete(cells: ProfileCells, windows: Sequence[Window]) -> list[bool]:
    """Return, per window, whether data covers it as far as the hourly *cells* can tell.

    Only the first and last windows are in doubt: one counts as covered when the silence at
    its open end is no longer than the longest silence inside the data.
    """
    if not len(cells) or not windows:
        return [False] * len(windows)
    first, last = utc(cells.start[0]), utc(cells.start[-1])
    longest = timedelta(0)
    if len(cells) > 1:
        longest = length(np.diff(cells.start).max()) - HOUR
    whole = [first < w.end and last >= w.start for w in windows]
    whole[0] &= first - windows[0].start <= longest
    whole[-1] &= windows[-1].end - (last + HOUR) <= longest
    return whole
