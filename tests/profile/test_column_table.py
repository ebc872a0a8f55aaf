"""Columns as a table."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from watchkeeper.profile import Baseline
from watchkeeper.profile.column_table import columns_from_table, columns_to_table


def test_columns_come_back(mixed: pa.Table) -> None:
    """Names, parts, types and bins survive, numbers to the last bit; counts do not belong here."""
    columns = Baseline.fit(mixed, ignore=["ts"]).columns
    back = columns_from_table(columns_to_table(columns))
    for column, other in zip(columns, back, strict=True):
        assert (column.name, column.role, column.kind) == (other.name, other.role, other.kind)
        assert (column.arrow_type, column.position) == (other.arrow_type, other.position)
        assert other.total.rows.tolist() == [0]
        if column.kind == "category":
            assert column.bins == other.bins
        else:
            ours, theirs = column.numeric, other.numeric
            np.testing.assert_array_equal(ours.edges, theirs.edges)
            assert (ours.discrete, ours.mean, ours.sd) == (theirs.discrete, theirs.mean, theirs.sd)


def test_known_categories_beyond_the_names_come_back() -> None:
    """150 categories are known, a hundred have a cell."""
    columns = Baseline.fit({"c": [f"c{i:03}" for i in range(150)] * 3}).columns
    assert columns_from_table(columns_to_table(columns))[0].bins == columns[0].bins


def test_no_columns() -> None:
    """An empty baseline is an empty table."""
    assert columns_from_table(columns_to_table([])) == []
