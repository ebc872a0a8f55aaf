"""Counting one column of one batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from watchkeeper.profile.bins import CategoryBins, NumericBins
from watchkeeper.profile.count_column import count_column, grouping

NUMERIC = NumericBins(np.array([0.0, 1.0, 3.0]), False, 1.0, 2.0)
CATEGORY = CategoryBins(("a", "b"), frozenset(["a", "b", "rare"]))
ONE_CELL = grouping(np.zeros(6, dtype=np.intp), 1)


def test_numbers_by_hand() -> None:
    """Each of six values is counted once, and where it belongs."""
    values = pa.array([0.0, 2.0, 5.0, None, float("inf"), -1.0])
    cells = count_column(values, NUMERIC, ONE_CELL)
    assert (cells.rows[0], cells.nulls[0], cells.invalid[0], cells.present[0]) == (6, 1, 1, 4)
    assert (cells.below[0], cells.bins[0].tolist(), cells.above[0]) == (1, [1, 1], 1)
    assert (cells.zero[0], cells.integers[0]) == (1, 4)
    assert (cells.minimum[0], cells.maximum[0]) == (-1.0, 5.0)
    assert cells.s1[0] == -0.5 + 0.5 + 2.0 - 1.0
    assert cells.s2[0] == 0.25 + 0.25 + 4.0 + 1.0


def test_categories_by_hand() -> None:
    """A known name without a cell is other; a name of nobody's is unseen, and named."""
    values = pa.array(["a", "b", "rare", "new", None, "a"])
    cells = count_column(values, CATEGORY, ONE_CELL)
    assert (cells.rows[0], cells.nulls[0], cells.unseen[0]) == (6, 1, 1)
    assert cells.bins[0].tolist() == [2, 1, 1]
    assert cells.unseen_names == ({"new": 1},)
    assert np.isnan(cells.minimum[0])


def test_rows_of_cells_may_be_shuffled() -> None:
    """Cells get their own rows, in whatever order these come."""
    rows = grouping(np.array([2, 0, 2, 0, 2, 0]), 3)
    cells = count_column(pa.array([1.0, 10.0, 2.0, None, 3.0, 30.0]), NUMERIC, rows)
    assert cells.rows.tolist() == [3, 0, 3]
    assert cells.nulls.tolist() == [1, 0, 0]
    assert cells.maximum[[0, 2]].tolist() == [30.0, 3.0]
    assert count_column(pa.array(list("ababab")), CATEGORY, rows).bins[:, 0].tolist() == [0, 0, 3]


def test_text_in_a_column_of_numbers_is_invalid() -> None:
    """It spells a number or it does not fit; both are told from null, in shuffled rows too."""
    rows = grouping(np.array([1, 0, 1, 0, 1, 1]), 2)
    cells = count_column(pa.array(["1", "n/a", None, "2", "nan", "x"]), NUMERIC, rows)
    assert cells.invalid.tolist() == [1, 1]
    assert cells.nulls.tolist() == [0, 2]
    assert cells.present.tolist() == [1, 1]


def test_lists_in_a_column_of_categories_are_invalid() -> None:
    """A type that has no categories fits nowhere."""
    cells = count_column(pa.array([[1], None, [2], [3], [4], [5]]), CATEGORY, ONE_CELL)
    assert (cells.invalid[0], cells.nulls[0], cells.bins.sum()) == (5, 1, 0)


def test_flags_match_categories_zero_and_one() -> None:
    """Booleans where the reference had 0 and 1 are the same categories."""
    bins = CategoryBins(("0", "1"), frozenset(["0", "1"]))
    cells = count_column(pa.array([True, False, True, None, True, True]), bins, ONE_CELL)
    assert cells.bins[0].tolist() == [1, 4, 0]


def test_the_twenty_most_frequent_unseen_names_are_kept_by_cell() -> None:
    """Thirty names in one cell leave twenty; the number of rows stays exact."""
    names = [f"n{i:02}" for i in range(30) for _ in range(2 if i >= 10 else 1)] + ["a"]
    rows = grouping(np.zeros(len(names), dtype=np.intp), 1)
    cells = count_column(pa.array(names), CATEGORY, rows)
    assert cells.unseen[0] == 50
    assert set(cells.unseen_names[0]) == {f"n{i:02}" for i in range(10, 30)}


def test_extreme_values_keep_the_sums_finite() -> None:
    """The largest float is clipped to 1e100 reference s.d., so that sums stay numbers."""
    cells = count_column(pa.array([1.7e308, -1.7e308] * 3), NUMERIC, ONE_CELL)
    assert np.isfinite([cells.s1[0], cells.s2[0]]).all()
    assert (cells.below[0], cells.above[0], cells.integers[0]) == (3, 3, 6)
