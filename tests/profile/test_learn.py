"""Learning one column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.profile.bins import CategoryBins
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.learn import Part, count_categories, learn, read_numbers


def _learn(values: Any, **part: Any) -> ColumnBaseline | str:
    data = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([pa.array(values)])
    return learn(Part(**({"name": "c", "role": "feature", "position": 3} | part)), data, None)


@pytest.mark.parametrize(
    ("values", "kind", "arrow_type"),
    [
        ([1.5, 2.5], "numeric", "double"),
        ([1, 2], "numeric", "int64"),
        ([True, False], "category", "bool"),
        (["a", "b"], "category", "string"),
        (pa.array(["a", "b"]).dictionary_encode(), "category", "string"),
    ],
)
def test_the_type_decides(values: Any, kind: str, arrow_type: str) -> None:
    """Numbers are numbers, text and flags are categories, however stored."""
    column = _learn(values)
    assert isinstance(column, ColumnBaseline)
    assert (column.kind, column.arrow_type, column.position) == (kind, arrow_type, 3)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (pa.array([0], pa.timestamp("us")), "a moment in time"),
        (pa.array([0], pa.date32()), "a moment in time"),
        (pa.array([0], pa.duration("s")), "a length of time"),
        ([[1]], "nested values"),
        ([b"x"], "bytes"),
        (pa.nulls(2), "no usable value in the reference"),
        ([float("nan"), float("inf")], "no usable value in the reference"),
        (pa.array([None], pa.string()), "no usable value in the reference"),
        (np.arange(200.0), "rises with every row: 200 values, a counter or a clock"),
        ([f"u{i}" for i in range(200)], "nearly unique: 200 distinct values among 200"),
    ],
    ids=lambda value: str(getattr(value, "type", value))[:24],
)
def test_what_cannot_be_watched_has_a_reason(values: Any, reason: str) -> None:
    """Each reason is a phrase for the report."""
    assert _learn(values) == reason


def test_asked_for_columns_stay() -> None:
    """The user knows better than a guess."""
    assert isinstance(_learn(np.arange(200.0), asked_for=True), ColumnBaseline)
    assert isinstance(_learn([f"u{i}" for i in range(200)], asked_for=True), ColumnBaseline)


def test_scores_and_predictions_stay() -> None:
    """A score that rises with every row is still the score."""
    assert isinstance(_learn(np.arange(200.0), role="score"), ColumnBaseline)
    assert isinstance(_learn([f"u{i}" for i in range(200)], role="prediction"), ColumnBaseline)


def test_order_of_time_shows_a_counter() -> None:
    """Rows that come shuffled are looked at in order of time; rows without one are not."""
    order = np.random.default_rng(1).permutation(300)
    values = np.empty(300)
    values[order] = np.arange(300.0)
    data = pa.chunked_array([pa.array(values)])
    part = Part(name="c", role="feature", position=0)
    assert isinstance(learn(part, data, None), ColumnBaseline)
    assert "a counter" in str(learn(part, data, order))


def test_number_codes_become_categories() -> None:
    """A kind that is given wins over the type."""
    column = _learn([1.0, 2.0, 2.0, None], kind="category")
    assert isinstance(column, ColumnBaseline)
    assert column.bins == CategoryBins(("2", "1"), frozenset("12"), once=1, twice=1)


def test_classes_are_known_without_rows() -> None:
    """A class that is rarely predicted is no surprise, and flags match 0 and 1."""
    column = _learn([True, True], role="prediction", kind="category", classes=("0", "1"))
    assert isinstance(column, ColumnBaseline)
    assert column.bins == CategoryBins(("1", "0"), frozenset("01"), twice=1)


def test_chunks_are_read_together() -> None:
    """Numbers are put in a row, categories are added up."""
    numbers = pa.chunked_array([[1.0], [None, 3.0]])
    np.testing.assert_array_equal(read_numbers(numbers), [1.0, np.nan, 3.0])
    assert count_categories(pa.chunked_array([["a"], ["a", None, "b"]])) == {"a": 2, "b": 1}
