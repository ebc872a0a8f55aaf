"""What the baseline knows about a column."""

from __future__ import annotations

import pyarrow as pa
import pytest

from watchkeeper.profile import Baseline


def test_a_numeric_column() -> None:
    """Range, whole numbers and null share are the reference's."""
    column = Baseline.fit({"x": [1.0, 2.0, None, 5.0]}).column("x")
    assert (column.minimum, column.maximum, column.present) == (1.0, 5.0, 3)
    assert (column.null_share, column.all_integers, column.constant) == (0.25, True, False)
    assert column.numeric.size == 4
    with pytest.raises(TypeError, match="'x' is numeric"):
        _ = column.category


def test_a_category_column() -> None:
    """Counts are by name; what is no number has no range."""
    column = Baseline.fit({"c": ["b", "a", "b", None]}).column("c")
    assert column.category_counts == {"b": 2, "a": 1}
    assert (column.all_integers, column.constant) == (False, False)
    assert column.minimum != column.minimum
    with pytest.raises(TypeError, match="'c' is a category"):
        _ = column.numeric


def test_more_than_a_hundred_categories() -> None:
    """The rest are counted together."""
    values = [f"c{i:03}" for i in range(102)] * 3
    counts = Baseline.fit({"c": values}).column("c").category_counts
    assert len(counts) == 101
    assert counts["other"] == 6


@pytest.mark.parametrize("values", [[7.0, 7.0, None], ["a", "a", None]])
def test_a_constant_column(values: list[object]) -> None:
    """One value, and nulls, is constant."""
    assert Baseline.fit({"c": pa.array(values)}).column("c").constant
