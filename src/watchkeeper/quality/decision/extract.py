"""From hourly cells to the series of a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from watchkeeper.model import Window
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.profile.windows import by_window, spans
from watchkeeper.quality.decision.groups import ShapeGroups, shape_groups
from watchkeeper.quality.decision.rules import MeasureName
from watchkeeper.quality.decision.series import SeriesKey, WindowSeries

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# An hour with fewer rows has no mean worth comparing with the next one's.
ROWS_AN_HOUR = 10
_OF_NUMBERS: tuple[MeasureName, ...] = (
    "missing",
    "mean",
    "spread",
    "shape",
    "jump",
    "integer",
    "constant",
)
_OF_CATEGORIES: tuple[MeasureName, ...] = ("missing", "unseen", "shape", "constant")


@dataclass(frozen=True, slots=True)
class SeriesLayout:
    """Which series a baseline's columns have, and how their shapes are grouped."""

    columns: tuple[ColumnBaseline, ...]
    keys: tuple[SeriesKey, ...]
    groups: Mapping[str, ShapeGroups]

    @property
    def most_groups(self) -> int:
        """Return K, the width of the shape counts."""
        return max((g.size for g in self.groups.values()), default=1)


def layout(baseline: Baseline) -> SeriesLayout:
    """Return the series that windows judged against *baseline* have."""
    keys: list[SeriesKey] = []
    for column in baseline.columns:
        measures = _OF_NUMBERS if column.kind == "numeric" else _OF_CATEGORIES
        keys.extend(SeriesKey(column.name, measure) for measure in measures)
    keys += [SeriesKey("", "volume"), SeriesKey("", "duplicates")]
    groups = {c.name: shape_groups(c.bins, c.total) for c in baseline.columns}
    return SeriesLayout(baseline.columns, tuple(keys), groups)


def extract(
    cells: ProfileCells,
    windows: Sequence[Window],
    shape: SeriesLayout,
    *,
    complete: Sequence[bool] | None = None,
) -> WindowSeries:
    """Return the series of *windows* (T, in order, without gaps) from hourly cells in order.

    Cells before the first window serve the jump into it. The volume of a window that is not
    *complete* does not exist.
    """
    starts, ends = spans(cells, windows)
    jumps = {
        column.name: _jumps(cells.columns[column.name], starts, ends)
        for column in shape.columns
        if column.kind == "numeric" and column.name in cells.columns
    }
    return _series(by_window(cells, windows), jumps, shape, complete)


def extract_pooled(cells: ProfileCells, shape: SeriesLayout) -> WindowSeries:
    """Return the series of one cell without a time: no jumps, and no volume to compare with."""
    return _series(cells, {}, shape, [False])


def as_next_rows(reference: WindowSeries, shape: SeriesLayout) -> WindowSeries:
    """Return the series of the reference's own windows as rows that come later would find them.

    The reference knows all its categories; of a rare one's only row it would not have known,
    had that come later. See `ShapeGroups.as_next_rows`.
    """
    value, counts = reference.value.copy(), reference.shape.copy()
    position = {key: i for i, key in enumerate(shape.keys)}
    for c, column in enumerate(shape.columns):
        groups = shape.groups[column.name]
        if groups.once.any():
            own = counts[:, c, : groups.size]
            counts[:, c, : groups.size] = groups.as_next_rows(own)
            # NaN, where a window has no value, stays NaN.
            value[:, position[SeriesKey(column.name, "unseen")]] += groups.once.sum() / max(
                groups.present, 1
            )
    return replace(reference, value=value, shape=counts)


def _series(
    merged: ProfileCells,
    jumps: Mapping[str, Floats],
    shape: SeriesLayout,
    complete: Sequence[bool] | None,
) -> WindowSeries:
    """Return the series of T windows from one cell each."""
    size = (len(merged), len(shape.keys))
    value, rows, variance = np.full(size, np.nan), np.zeros(size), np.zeros(size)
    counts = np.zeros((len(merged), len(shape.columns), shape.most_groups))
    position = {key: i for i, key in enumerate(shape.keys)}
    for c, column in enumerate(shape.columns):
        found = merged.columns.get(column.name)
        if found is None:
            continue
        for measure, (of_value, of_rows) in _column_values(column, found).items():
            at = position[SeriesKey(column.name, measure)]
            value[:, at], rows[:, at] = of_value, of_rows
        at = position[SeriesKey(column.name, "shape")]
        groups = shape.groups[column.name]
        counts[:, c, : groups.size] = groups.counts(found)
        rows[:, at] = counts[:, c].sum(1)
        if column.kind == "numeric":
            variance[:, position[SeriesKey(column.name, "mean")]] = _variance(found)
            at = position[SeriesKey(column.name, "jump")]
            value[:, at] = jumps.get(column.name, np.nan)
            rows[:, at] = found.present
    _stream_values(merged, complete, value, rows, position)
    group_sizes = np.array([shape.groups[c.name].size for c in shape.columns], dtype=np.int64)
    return WindowSeries(shape.keys, value, rows, variance, counts, group_sizes)


def _column_values(
    column: ColumnBaseline, cells: ColumnCells
) -> dict[MeasureName, tuple[Floats, Floats]]:
    rows, present = cells.rows.astype(np.float64), cells.present.astype(np.float64)
    values: dict[MeasureName, tuple[Floats, Floats]] = {
        "missing": (_share(cells.nulls + cells.invalid, rows), rows),
        "constant": (_constant(column, cells), present),
    }
    if column.kind == "category":
        values["unseen"] = (_share(cells.unseen, present), present)
        return values
    values["mean"] = (_share(cells.s1, present), present)
    with np.errstate(invalid="ignore"):
        values["spread"] = (0.5 * np.log(_variance(cells) + 1e-4), present)
    values["integer"] = (_share(cells.integers, present), present)
    return values


def _share(part: npt.NDArray[np.int64] | Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return share


def _variance(cells: ColumnCells) -> Floats:
    present = cells.present.astype(np.float64)
    mean = _share(cells.s1, present)
    return np.maximum(_share(cells.s2, present) - mean**2, 0.0)


def _constant(column: ColumnBaseline, cells: ColumnCells) -> Floats:
    present = cells.present
    if column.kind == "numeric":
        same = cells.minimum == cells.maximum
    else:
        largest = np.maximum(cells.bins[:, :-1].max(1, initial=0), cells.unseen)
        same = largest == present
    return np.where(present > 0, same.astype(np.float64), np.nan)


def _jumps(cells: ColumnCells, starts: Ints, ends: Ints) -> Floats:
    """Return the largest step between successive hourly means that ends in each window."""
    present = cells.present
    hours = np.flatnonzero(present >= ROWS_AN_HOUR)
    window = np.searchsorted(starts, hours, side="right") - 1
    # Before the first window there is the one before it, whose last hour counts as "yesterday".
    means = cells.s1[hours] / present[hours]
    step, into, out_of = np.abs(np.diff(means)), window[1:], window[:-1]
    counts = (into >= 0) & (into - out_of <= 1) & (hours[1:] < ends[np.maximum(into, 0)])
    jumps = np.full(starts.size, -np.inf)
    np.maximum.at(jumps, into[counts], step[counts])
    return np.where(np.isfinite(jumps), jumps, np.nan)


def _stream_values(
    merged: ProfileCells,
    complete: Sequence[bool] | None,
    value: Floats,
    rows: Floats,
    position: Mapping[SeriesKey, int],
) -> None:
    n = merged.rows.astype(np.float64)
    at = position[SeriesKey("", "volume")]
    whole = np.ones(n.size, bool) if complete is None else np.asarray(complete, dtype=bool)
    # Half a row stands for none, so that silence is a finite, large difference.
    value[:, at] = np.where(whole, np.log(np.maximum(n, 0.5)), np.nan)
    rows[:, at] = np.maximum(n, 0.5)
    at = position[SeriesKey("", "duplicates")]
    value[:, at] = _share(merged.duplicates, n)
    rows[:, at] = n
