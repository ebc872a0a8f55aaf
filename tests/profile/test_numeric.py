"""Numbers with a loss check."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.profile.numeric import number_in, numbers

NUMBER_COLUMNS = [
    pa.array([1.5, None, 3.0]),
    pa.array([1.5, float("nan"), 3.0]),
    pa.array([1.5, None, 3.0], pa.float32()),
    pa.array([Decimal("1.5"), None, Decimal("3.0")]),
    pa.array(["1.5", None, "3.0"]),
    pa.array([" 1.5", None, "3e0"], pa.string_view()),
    pa.array(["1.5", None, "3.0"]).dictionary_encode(),
    pa.DictionaryArray.from_arrays(pa.array([0, 1, 2]), pa.array([1.5, None, 3.0])),
    pa.DictionaryArray.from_arrays(pa.array([0, None, 1]), pa.array([Decimal("1.5"), 3])),
]


@pytest.mark.parametrize("column", NUMBER_COLUMNS, ids=lambda column: str(column.type))
def test_numbers_of_any_type(column: pa.Array) -> None:
    """1.5, nothing and 3 are the same, however they are stored."""
    read = numbers(column)
    assert read.values.tolist()[::2] == [1.5, 3.0]
    assert np.isnan(read.values[1])
    assert read.misfit is None


def test_flags_are_one_and_zero() -> None:
    """A boolean that arrives in a column of numbers loses nothing."""
    assert numbers(pa.array([True, False])).values.tolist() == [1.0, 0.0]


def test_text_that_is_no_number_is_a_misfit() -> None:
    """It is there, so it is not null; it spells no number, so it does not fit."""
    read = numbers(pa.array(["7", "n/a", None, "1_000", "0x10"]))
    assert read.values[0] == 7.0
    assert read.misfit is not None
    assert read.misfit.tolist() == [False, True, False, True, True]


@pytest.mark.parametrize(
    "column",
    [pa.array([[1], None]), pa.array([0, None], pa.timestamp("us")), pa.array([b"1", None])],
    ids=lambda column: str(column.type),
)
def test_other_types_never_fit(column: pa.Array) -> None:
    """A list or a time is no number, but a null there is still a null."""
    read = numbers(column)
    assert read.misfit is not None
    assert read.misfit.tolist() == [True, False]
    assert np.isnan(read.values).all()


def test_all_null_without_a_type() -> None:
    """A column of nothing has no misfits."""
    read = numbers(pa.nulls(2))
    assert read.misfit is None or not read.misfit.any()


@pytest.mark.parametrize("text", ["1_000", "", "one", "1,5"])
def test_python_only_spellings_are_refused(text: str) -> None:
    """What another program would not write as a number is none."""
    with pytest.raises(ValueError, match=r".*"):
        number_in(text)


def test_input_stays_as_it_is() -> None:
    """Nulls are filled in a copy."""
    values = np.array([1.0, 2.0])
    column: Any = pa.Array.from_buffers(
        pa.float64(), 2, [pa.py_buffer(b"\x01"), pa.py_buffer(values)]
    )
    assert np.isnan(numbers(column).values[1])
    assert values.tolist() == [1.0, 2.0]
