from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.performance import number_column, text_column


def test_texts_are_canonical_and_in_natural_order() -> None:
    """10 follows 9, null and NaN are missing."""
    column = text_column("y", pa.chunked_array([[10.0, None], [9.0, float("nan")]]))
    assert column.texts == ("9", "10")
    assert column.codes.tolist() == [1, -1, 0, -1]
    assert not column.is_text


def test_a_category_that_no_row_has_is_no_class() -> None:
    """A pandas Categorical carries categories that were filtered away."""
    values = pa.DictionaryArray.from_arrays([0, 2, 0], ["a", "b", "c"])
    column = text_column("y", pa.chunked_array([values]))
    assert column.texts == ("a", "c")
    assert column.codes.tolist() == [0, 1, 0]
    assert column.is_text


def test_an_empty_and_an_all_null_column_have_no_text() -> None:
    """No rows, or rows of Arrow's null type, hold no class."""
    assert text_column("y", pa.chunked_array([], type=pa.string())).codes.size == 0
    assert text_column("y", pa.chunked_array([pa.nulls(2)])).codes.tolist() == [-1, -1]


def test_nested_values_are_refused_by_name() -> None:
    """A list is neither a class nor a group."""
    with pytest.raises(DataError, match="'y' holds list"):
        text_column("y", pa.chunked_array([[[1], [2]]]))


def test_numbers_come_from_any_numeric_type() -> None:
    """Integers, booleans, decimals and text that spells numbers; null is NaN."""
    for values in ([1, 0, None], [True, False, None], ["1.0", "0", None]):
        read = number_column("p", pa.chunked_array([pa.array(values)]))
        assert np.array_equal(read, [1.0, 0.0, np.nan], equal_nan=True)


def test_what_is_no_number_is_named() -> None:
    """The message has the column and the first offending value."""
    with pytest.raises(DataError, match="'p' must hold numbers, but holds 'high'"):
        number_column("p", pa.chunked_array([["0.1"], ["0.2", "high"]]))
