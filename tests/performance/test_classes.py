from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from watchkeeper.errors import ConfigError, DataError
from watchkeeper.performance import (
    TextColumn,
    binary_classes,
    encode,
    multiclass_classes,
    require_known,
    text_column,
)


def _column(name: str, values: list[Any]) -> TextColumn:
    return text_column(name, pa.chunked_array([pa.array(values)]))


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([0, 1, None], ("0", "1")),
        ([1, 1], ("0", "1")),
        ([0.0, 1.0], ("0", "1")),
        ([True, False], ("false", "true")),
        ([False], ("false", "true")),
        ([None, None], ("0", "1")),
    ],
)
def test_zero_one_and_booleans_have_a_natural_positive(
    values: list[Any], classes: tuple[str, str]
) -> None:
    """1 or True is positive, also where only one of the two occurs."""
    assert binary_classes([_column("y", values)]) == classes


@pytest.mark.parametrize("values", [["late", "on time"], [1, 2], [0, 2], [-1, 1], ["0", "1"]])
def test_everything_else_needs_positive(values: list[Any]) -> None:
    """Text, also text of digits, and integers with gaps are never guessed; both are named."""
    with pytest.raises(ConfigError) as caught:
        binary_classes([_column("y", values)])
    assert "positive= is needed" in caught.value.message
    assert all(repr(str(value)) in caught.value.message for value in values)


def test_positive_settles_which_is_which() -> None:
    """The other class is the one that is left; a class that never occurs gets a name."""
    assert binary_classes([_column("y", ["late", "on time"])], "late") == ("on time", "late")
    assert binary_classes([_column("y", [1, 2])], 1) == ("2", "1")
    assert binary_classes([_column("y", ["late"])], "late") == ("not late", "late")
    assert binary_classes([_column("y", [True, False])], 0) == ("true", "false")


def test_a_positive_that_is_no_class_gets_a_hint() -> None:
    """A slip of the pen names its neighbour."""
    with pytest.raises(ConfigError, match="did you mean 'late'"):
        binary_classes([_column("y", ["late", "on time"])], "lata")


def test_three_classes_are_not_binary() -> None:
    """Labels and predictions in two vocabularies are named by column."""
    columns = [_column("y", [0, 1]), _column("answer", ["late", "on time"])]
    with pytest.raises(ConfigError, match=r"4 classes \(column 'y' .*; column 'answer'"):
        binary_classes(columns)
    with pytest.raises(ConfigError, match="3 classes"):
        binary_classes([_column("y", ["a", "b", "c"])], "a")


@pytest.mark.parametrize(
    ("labels", "predictions"),
    [([True, True], [0, 1]), ([1, 0], [True, False]), ([1, 0], ["1", "0"]), ([1.0, 0.0], [1, 0])],
)
def test_the_same_class_in_another_type_is_the_same_class(
    labels: list[Any], predictions: list[Any]
) -> None:
    """True, 1, 1.0 and "1" match, whichever column has which."""
    label, prediction = _column("y", labels), _column("answer", predictions)
    classes = binary_classes([label, prediction])
    assert set(encode(label, classes)) | set(encode(prediction, classes)) == {0, 1}


def test_codes_tell_missing_from_unknown() -> None:
    """A null has no class, a class of which the baseline knows nothing is another matter."""
    assert encode(_column("y", ["b", None, "x"]), ("a", "b")).tolist() == [1, -1, -2]


def test_an_unknown_class_is_refused_with_both_sets() -> None:
    """The message names what came and what is known."""
    with pytest.raises(DataError, match=r"'y' holds the unknown classes 'dig'; .* 'cat', 'dog'"):
        require_known(_column("y", ["dig", "cat"]), ("cat", "dog"))
    require_known(_column("y", [True, False]), ("0", "1"))


def test_multiclass_classes_are_declared_or_found() -> None:
    """Declared classes keep their order and admit no other."""
    column = _column("y", [10, 9])
    assert multiclass_classes([column]) == ("9", "10")
    assert multiclass_classes([column], [10, 9.0, 8]) == ("10", "9", "8")
    with pytest.raises(DataError, match="unknown classes '9'"):
        multiclass_classes([column], [10])
    with pytest.raises(ConfigError, match="declared twice"):
        multiclass_classes([column], [1, 1.0])


def test_numbers_taken_for_classes_are_refused() -> None:
    """A thousand and one distinct values are a regression."""
    with pytest.raises(DataError, match="1,001 classes"):
        multiclass_classes([_column("y", list(range(1001)))])
