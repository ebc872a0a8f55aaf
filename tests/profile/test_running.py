"""Cells that grow batch by batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from watchkeeper.profile.bins import CategoryBins, NumericBins
from watchkeeper.profile.count_column import count_column, grouping
from watchkeeper.profile.running import RunningCells

ONE = grouping(np.zeros(2, dtype=np.intp), 1)


def test_batches_add_up() -> None:
    """Two batches of one cell are four rows, with the ends of both."""
    bins = NumericBins(np.array([0.0, 1.0]), False, 0.0, 1.0)
    running = RunningCells(2, bins)
    running.add(1, count_column(pa.array([0.5, None]), bins, ONE))
    running.add(1, count_column(pa.array([-2.0, 0.5]), bins, ONE))
    cells = running.done()
    assert cells.rows.tolist() == [0, 4]
    assert cells.bins.tolist() == [[0], [2]]
    assert (cells.minimum[1], cells.maximum[1]) == (-2.0, 0.5)
    assert np.isnan(cells.minimum[0])


def test_names_add_up() -> None:
    """The same unseen name in two batches is one name."""
    bins = CategoryBins(("a",), frozenset("a"))
    running = RunningCells(1, bins)
    running.add(0, count_column(pa.array(["z", "a"]), bins, ONE))
    running.add(0, count_column(pa.array(["z", "y"]), bins, ONE))
    assert running.done().unseen_names == ({"z": 2, "y": 1},)
