"""Profile cells as a table."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.profile import (
    CELLS_SCHEMA,
    Baseline,
    ProfileCells,
    cells_from_table,
    cells_to_table,
    open_frame,
    profile_rows,
)
from watchkeeper.profile.column_cells import COUNTS, SUMS


def _sizes(baseline: Baseline) -> dict[str, int]:
    return {column.name: column.bins.size for column in baseline.columns}


def _history(baseline: Baseline) -> ProfileCells:
    assert baseline.history is not None
    return baseline.history


def _assert_equal(found: ProfileCells, expected: ProfileCells) -> None:
    np.testing.assert_array_equal(found.start, expected.start)
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.duplicates, expected.duplicates)
    assert found.columns.keys() == expected.columns.keys()
    for name, cells in found.columns.items():
        for array in (*COUNTS, *SUMS, "minimum", "maximum", "bins"):
            wanted = getattr(expected.columns[name], array)
            np.testing.assert_allclose(getattr(cells, array), wanted, rtol=1e-12)
        assert cells.unseen_names == expected.columns[name].unseen_names


def test_cells_come_back(mixed: pa.Table) -> None:
    """Every hour and column survives, in any order of rows."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    table = cells_to_table(_history(baseline))
    assert table.schema == CELLS_SCHEMA
    shuffled = table.take(pa.array(np.random.default_rng(0).permutation(len(table))))
    for rows in (table, shuffled):
        _assert_equal(cells_from_table(rows, _sizes(baseline)), _history(baseline))


def test_partial_counts_are_merged(mixed: pa.Table) -> None:
    """The same hours written twice are one cell each, with both counts."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    table = cells_to_table(_history(baseline))
    twice = cells_from_table(pa.concat_tables([table, table]), _sizes(baseline))
    both = ProfileCells.concat([_history(baseline)] * 2).in_order()
    _assert_equal(twice, both)


def test_a_cell_without_a_time_and_with_unseen_names() -> None:
    """No time is null and comes back as none; names come back with their counts."""
    baseline = Baseline.fit({"c": ["a", "b"], "x": [1, 2]})
    cells = profile_rows(open_frame({"c": ["z", "z", "y"]}), baseline.columns)
    table = cells_to_table(cells)
    assert table["hour"].null_count == len(table) == 2
    _assert_equal(cells_from_table(table, _sizes(baseline)), cells)


def test_hours_without_a_column_come_back_empty() -> None:
    """A column that appeared later has no rows before."""
    baseline = Baseline.fit({"c": ["a"], "x": [1]})
    hour = np.zeros(1, dtype=np.int64)
    early = profile_rows(open_frame({"c": ["a"]}), baseline.columns, hours=hour)
    late = profile_rows(open_frame({"c": ["a"], "x": [1]}), baseline.columns, hours=hour + 1)
    table = cells_to_table(ProfileCells.concat([early, late]))
    found = cells_from_table(table, _sizes(baseline))
    assert found.columns["x"].rows.tolist() == [0, 1]
    assert np.isnan(found.columns["x"].minimum[0])


def test_no_cells(mixed: pa.Table) -> None:
    """An empty profile is an empty table and back."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    nothing = cells_to_table(_history(baseline).select(np.zeros(0, dtype=np.intp)))
    assert len(nothing) == 0
    assert len(cells_from_table(nothing, _sizes(baseline))) == 0


def test_counts_of_another_baseline_are_refused() -> None:
    """A strange column or another number of bins is an error, not a wrong sum."""
    baseline = Baseline.fit({"x": [1, 2, 3]})
    table = cells_to_table(profile_rows(open_frame({"x": [1]}), baseline.columns))
    with pytest.raises(DataError, match="'x' that the baseline does not know"):
        cells_from_table(table, {})
    with pytest.raises(DataError, match="'x' was counted in other than 9 bins"):
        cells_from_table(table, {"x": 9})
