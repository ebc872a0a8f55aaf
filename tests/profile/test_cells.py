"""Counts of all columns, hour by hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from watchkeeper.profile.cells import ColumnCells, ProfileCells


def _profile(hours: list[int], rows: list[int], *columns: str) -> ProfileCells:
    counts = np.array(rows)
    start = np.array(hours, dtype="datetime64[h]").astype("datetime64[us]")
    cells = {name: replace(ColumnCells.empty(len(rows), 2), rows=counts) for name in columns}
    return ProfileCells(start, counts, counts // 2, cells, null_timestamps=1)


def test_merging_hours_into_windows() -> None:
    """A window starts with its first cell and adds up rows, duplicates and columns."""
    merged = _profile([0, 1, 5], [2, 4, 6], "x").merge(np.array([0, 2]))
    assert merged.rows.tolist() == [6, 6]
    assert merged.duplicates.tolist() == [3, 3]
    assert merged.columns["x"].rows.tolist() == [6, 6]
    assert merged.start.astype("datetime64[h]").astype(int).tolist() == [0, 5]
    assert merged.null_timestamps == 1


def test_an_empty_window_has_no_time() -> None:
    """Nothing happened, so nothing says when."""
    merged = _profile([0], [2], "x").merge(np.array([0, 0]))
    assert merged.rows.tolist() == [0, 2]
    assert np.isnat(merged.start).tolist() == [True, False]


def test_total_is_one_cell_even_of_nothing() -> None:
    """No cells add up to one without rows."""
    assert _profile([0, 1], [1, 2], "x").total().rows.tolist() == [3]
    assert _profile([], [], "x").total().columns["x"].rows.tolist() == [0]


def test_concat_fills_in_a_missing_column() -> None:
    """Where a part lacks a column it has no rows there."""
    both = ProfileCells.concat([_profile([0], [1], "x"), _profile([1], [2], "x", "y")])
    assert both.rows.tolist() == [1, 2]
    assert both.columns["y"].rows.tolist() == [0, 2]
    assert both.null_timestamps == 2


def test_in_order_adds_equal_hours() -> None:
    """Partial counts of one hour become one cell, and hours are sorted."""
    ordered = _profile([5, 2, 5], [1, 2, 4], "x").in_order()
    assert ordered.rows.tolist() == [2, 5]
    assert ordered.columns["x"].rows.tolist() == [2, 5]


def test_select_hours() -> None:
    """A mask over the hours picks cells of every column."""
    profile = _profile([0, 1, 2], [1, 2, 3], "x")
    later = profile.select(profile.start >= np.datetime64("1970-01-01T01:00"))
    assert later.rows.tolist() == [2, 3]
    assert len(later) == len(later.columns["x"]) == 2
