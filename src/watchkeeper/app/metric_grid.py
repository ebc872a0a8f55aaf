"""The cells that a table of metrics has: each group, in each window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from watchkeeper.errors import ConfigError
from watchkeeper.model import Every, Window
from watchkeeper.performance.columns import text_column
from watchkeeper.performance.edges import Ints
from watchkeeper.performance.metrics import Group
from watchkeeper.performance.summary import Times
from watchkeeper.profile.frame import Frame

MOST_CELLS = 200_000
MISSING_GROUP = "(missing)"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class MetricGrid:
    """Windows and groups in the order of the cells: all windows of group 0, then of group 1, ...

    ``cell_of_row``, shape (n,), is -1 for rows that are in no window.
    """

    windows: tuple[Window | None, ...]
    groups: tuple[Group, ...]
    cell_of_row: Ints

    @property
    def n_cells(self) -> int:
        """Return the number of windows times the number of groups."""
        return len(self.windows) * len(self.groups)


def metric_grid(
    frame: Frame, times: Times | None, every: Every | None, by: Sequence[str]
) -> MetricGrid:
    """Cut the rows of *frame* into windows of their *times* and groups of equal *by* values.

    Windows run from the first to the last time, those without rows included; rows without a time
    are in none. Without *every* there is one window, the stretch of all times if there are any,
    and it holds all rows; with *every* and no time at all there is one and it holds none. A
    missing *by* value is a group of its own.

    Raises:
        ConfigError: there is no such column, or there are more than 200,000 cells.
    """
    groups, group_of_row = _groups(frame, by)
    if every is None or times is None:
        return MetricGrid((_span(times),), groups, group_of_row)
    span = _span(times)
    if span is None:
        return MetricGrid((None,), groups, np.full_like(group_of_row, -1))
    windows = _windows(every, span, len(groups))
    starts = np.array([_microseconds(window.start) for window in windows], dtype=np.int64)
    window_of_row = np.searchsorted(starts, times.astype(np.int64), side="right") - 1
    cells = np.where(np.isnat(times), -1, group_of_row * len(windows) + window_of_row)
    return MetricGrid(tuple(windows), groups, cells)


def _groups(frame: Frame, by: Sequence[str]) -> tuple[tuple[Group, ...], Ints]:
    columns = [text_column(name, frame.column(name)) for name in by]
    key = np.zeros(frame.num_rows, dtype=np.int64)
    groups: list[Group] = [()]
    for column in columns:
        # One more text: code -1 picks the last.
        texts = [*column.texts, MISSING_GROUP]
        codes = np.where(column.codes < 0, len(column.texts), column.codes)
        kept, key = np.unique(key * len(texts) + codes, return_inverse=True)
        groups = [
            (*groups[k // len(texts)], (column.name, texts[k % len(texts)])) for k in kept.tolist()
        ]
    return tuple(groups), key


def _windows(every: Every, span: Window, n_groups: int) -> list[Window]:
    expected = (span.end - span.start) / timedelta(weeks=1) * every.per_week * n_groups
    if expected > MOST_CELLS:
        raise ConfigError(
            f"{expected:,.0f} windows and groups: {n_groups:,} groups, from "
            f"{span.start.isoformat()} to {span.end.isoformat()} by the {every.unit}; "
            f"at most {MOST_CELLS:,} are computed",
            hint="longer windows, fewer groups, or leave out rows with a stray time",
        )
    return list(every.between(span.start, span.end))


def _span(times: Times | None) -> Window | None:
    known = times[~np.isnat(times)].astype(np.int64) if times is not None else np.zeros(0)
    if not known.size:
        return None
    first, last = int(known.min()), int(known.max())
    return Window(_EPOCH + first * _MICROSECOND, _EPOCH + (last + 1) * _MICROSECOND)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
