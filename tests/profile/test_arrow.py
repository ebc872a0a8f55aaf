"""Arrow buffers as NumPy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.profile.arrow import chunks, fixed_width, null_mask, plain, without_views


@pytest.mark.parametrize(
    "values",
    [
        pa.array([1.5, 2.5, 3.5]),
        pa.array([1, 2, 3], pa.uint8()),
        pa.array([1, 2, 3], pa.int64()),
        pa.array(np.array([1, 2, 3], np.float16)),
        pa.array([True, False, True]),
    ],
    ids=lambda values: str(values.type),
)
def test_values_of_a_slice(values: pa.Array) -> None:
    """A slice starts inside its buffers, also inside a byte of bits."""
    assert fixed_width(values.slice(1)).tolist() == values.to_pylist()[1:]
    assert fixed_width(values.slice(3)).size == 0


def test_nulls_of_a_slice() -> None:
    """The mask follows the slice across byte borders; None where nothing is null."""
    values = pa.array([None if i % 3 == 0 else i for i in range(40)])
    mask = null_mask(values.slice(7, 20))
    assert mask is not None
    assert mask.tolist() == [i % 3 == 0 for i in range(7, 27)]
    assert null_mask(values.slice(1, 2)) is None


@pytest.mark.parametrize("arrow_type", [pa.float64(), pa.bool_(), pa.null()], ids=str)
def test_all_null(arrow_type: pa.DataType) -> None:
    """A column without any value is null everywhere, with or without a bitmap."""
    mask = null_mask(pa.nulls(3, arrow_type))
    assert mask is not None
    assert mask.all()


def test_floats_are_not_copied() -> None:
    """A million values are looked at where they are."""
    values = np.arange(4.0)
    assert np.shares_memory(fixed_width(pa.array(values)), values)


def test_encodings_are_undone() -> None:
    """Run-length encoding and extension types are looked through; dictionaries stay."""
    runs: Any = pa.RunEndEncodedArray.from_arrays([2, 3], pa.array([7, 8]))
    assert plain(runs).to_pylist() == [7, 7, 8]
    dictionary = pa.array(["a"]).dictionary_encode()
    assert plain(dictionary) is dictionary


def test_views_become_plain() -> None:
    """Views and runs change their type, not their values; other columns are the same."""
    runs: Any = pa.RunEndEncodedArray.from_arrays([2], pa.array([7]))
    table = pa.table({"s": pa.array(["a", None], pa.string_view()), "r": runs, "x": [1, 2]})
    found = without_views(table)
    assert [str(field.type) for field in found.schema] == ["large_string", "int64", "int64"]
    assert found.to_pydict() == {"s": ["a", None], "r": [7, 7], "x": [1, 2]}


def test_a_column_without_chunks_has_an_empty_one() -> None:
    """An empty column still has a type to read."""
    assert [len(chunk) for chunk in chunks(pa.chunked_array([], type=pa.int64()))] == [0]
