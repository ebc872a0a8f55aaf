"""Counts of one column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from watchkeeper.errors import DataError
from watchkeeper.profile.column_cells import ColumnCells


def _cells(rows: list[int], names: tuple[dict[str, int], ...] | None = None) -> ColumnCells:
    counts = np.array(rows)
    return replace(
        ColumnCells.empty(len(rows), 2),
        rows=counts,
        nulls=counts // 2,
        s1=counts * 0.5,
        minimum=counts * 1.0,
        maximum=counts * 2.0,
        bins=np.stack([counts, counts * 10], axis=1),
        unseen_names=names or ({},) * len(rows),
    )


def test_merging_adds_runs_of_cells() -> None:
    """Three cells become two: counts and sums add, ends are the outermost."""
    merged = _cells([1, 2, 4]).merge(np.array([0, 2]))
    assert merged.rows.tolist() == [3, 4]
    assert merged.s1.tolist() == [1.5, 2.0]
    assert merged.minimum.tolist() == [1.0, 4.0]
    assert merged.maximum.tolist() == [4.0, 8.0]
    assert merged.bins.tolist() == [[3, 30], [4, 40]]


def test_merging_no_cells_gives_an_empty_cell() -> None:
    """An empty run has no rows and no smallest value."""
    merged = _cells([1, 2]).merge(np.array([0, 1, 1]))
    assert merged.rows.tolist() == [1, 0, 2]
    assert np.isnan(merged.minimum[1])
    assert merged.bins[1].tolist() == [0, 0]


def test_merging_adds_names() -> None:
    """Unseen names are added within a run only."""
    merged = _cells([1, 1, 1], ({"a": 1}, {"a": 2}, {"b": 1})).merge(np.array([0, 2]))
    assert merged.unseen_names == ({"a": 3}, {"b": 1})


def test_present_is_what_is_neither_null_nor_invalid() -> None:
    """Four rows of which two are null leave two."""
    assert _cells([4]).present.tolist() == [2]


def test_selecting_by_mask_and_by_place() -> None:
    """Both ways give the cells asked for, places in the order asked."""
    cells = _cells([1, 2, 3], ({"a": 1}, {"b": 1}, {"c": 1}))
    assert cells.select(np.array([True, False, True])).rows.tolist() == [1, 3]
    picked = cells.select(np.array([2, 0]))
    assert picked.rows.tolist() == [3, 1]
    assert picked.unseen_names == ({"c": 1}, {"a": 1})


def test_concat_keeps_order() -> None:
    """Cells of parts stand one after another."""
    assert ColumnCells.concat([_cells([1]), _cells([2, 3])]).rows.tolist() == [1, 2, 3]


def test_cells_of_different_baselines_are_refused() -> None:
    """Two bins and three bins were not cut on the same reference."""
    with pytest.raises(DataError, match=r"\[2, 3\] bins"):
        ColumnCells.concat([ColumnCells.empty(1, 2), ColumnCells.empty(1, 3)])
