"""pandas as Arrow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.profile import open_frame
from watchkeeper.profile.pandas_frame import is_pandas, series_to_arrow

NAIVE = datetime(2024, 1, 1)  # noqa: DTZ001
AWARE = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=5)))

MIXED: list[tuple[list[Any], list[str | None]]] = [
    ([1, "a", None], ["1", "a", None]),
    ([True, 1, np.nan], ["true", "1", None]),
    ([b"x", "y"], ["x", "y"]),
    ([NAIVE, AWARE, pd.NaT], ["2024-01-01T00:00:00", "2024-01-01T00:00:00+05:00", None]),
    ([date(2024, 1, 1), NAIVE], ["2024-01-01", "2024-01-01T00:00:00"]),
    ([2**80, None], [str(2**80), None]),
    ([{"a": 1}, [1]], ["{'a': 1}", "[1]"]),
    ([1j], ["1j"]),
]


@pytest.mark.parametrize(("values", "texts"), MIXED, ids=[str(m[1][0]) for m in MIXED])
def test_mixed_values_become_text(values: list[Any], texts: list[str | None]) -> None:
    """Several kinds of values in one column raise nothing and merge nothing silently."""
    assert series_to_arrow(pd.Series(values, dtype=object)).to_pylist() == texts


@pytest.mark.parametrize(
    ("values", "arrow_type"),
    [
        ([1, 2.5, np.nan, np.int64(3)], pa.float64()),
        ([True, None, np.nan], pa.bool_()),
        (["a", np.nan, None, pd.NA], pa.string()),
        ([1, None], pa.int64()),
        ([NAIVE, pd.NaT], pa.timestamp("us")),
        ([AWARE, NAIVE.replace(tzinfo=UTC)], None),
    ],
    ids=["numbers", "flags", "text", "integers", "naive", "aware"],
)
def test_one_kind_of_value_keeps_its_type(
    values: list[Any], arrow_type: pa.DataType | None
) -> None:
    """NaN, None, NA and NaT are nulls of any kind."""
    array = series_to_arrow(pd.Series(values, dtype=object))
    assert array.type == arrow_type or (arrow_type is None and array.type.tz is not None)
    missing = sum(bool(pd.isna(value)) for value in values)
    assert array.null_count == missing


@pytest.mark.parametrize(
    "series",
    [
        pd.Series(["a", None], dtype="category"),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([True, None], dtype="boolean"),
        pd.Series(pd.arrays.SparseArray([0.0, 1.5])),
        pd.Series(pd.period_range("2024", periods=2, freq="M")),
        pd.Series(pd.interval_range(0, 2)),
        pd.Series([1 + 2j, 0j]),
        pd.Series(pd.to_timedelta([1, 2], unit="s")),
        pd.Series([1.5, np.nan], dtype=pd.ArrowDtype(pa.float64())),
    ],
    ids=lambda series: str(series.dtype),
)
def test_any_dtype_can_be_opened(series: pd.Series) -> None:
    """Types that Arrow does not know are text; none raises."""
    assert len(series_to_arrow(series)) == 2


def test_sparse_numbers_are_numbers() -> None:
    """pandas does not hand them over as such by itself."""
    array = series_to_arrow(pd.Series(pd.arrays.SparseArray([0.0, 1.5, np.nan])))
    assert array.to_pylist() == [0.0, 1.5, None]


def test_a_named_index_is_dropped_unless_asked_for() -> None:
    """An index is never a column by accident."""
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.Index([7, 8], name="key"))
    assert open_frame(frame).names == ["x"]
    kept = open_frame(frame, index_as="index")
    assert kept.column("index").to_pylist() == [7, 8]


def test_an_index_cannot_take_a_columns_name() -> None:
    """Two columns of one name would be ambiguous."""
    with pytest.raises(DataError, match="the index cannot be called 'x'"):
        open_frame(pd.DataFrame({"x": [1]}), index_as="x")


def test_names_become_text_and_repeated_ones_are_refused() -> None:
    """pandas allows any name, and any name twice."""
    assert open_frame(pd.DataFrame([[1, 2]], columns=[0, ("a", "b")])).names == ["0", "('a', 'b')"]
    with pytest.raises(DataError, match="more than once: 'x'"):
        open_frame(pd.DataFrame([[1, 2]], columns=["x", "x"]))


def test_the_frame_is_not_changed() -> None:
    """Values, types and the frame's own copy are as before."""
    frame = pd.DataFrame({"x": [1.0, np.nan], "y": [1, "a"]})
    before = frame.copy(deep=True)
    open_frame(frame).column("y")
    pd.testing.assert_frame_equal(frame, before)


def test_pandas_is_told_without_importing_it() -> None:
    """Where the class lives says enough."""
    assert is_pandas(pd.DataFrame())
    assert not is_pandas({})
