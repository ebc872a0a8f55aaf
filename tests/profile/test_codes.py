"""Categories as codes."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from watchkeeper.profile.codes import categories


def _texts(column: pa.Array) -> list[str | None]:
    found = categories(column)
    return [found.texts[code] for code in found.codes.tolist()]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1, None, 2]),
        pa.array([1.0, float("nan"), 2.0]),
        pa.array([1.0, None, 2.0], pa.float32()),
        pa.array(["1", None, "2.0"]),
        pa.array(["1", None, "2.0"], pa.string_view()),
        pa.array(["1", None, "2"], pa.large_string()).dictionary_encode(),
        pa.array([Decimal("1.0"), None, Decimal("2.0")]),
        pa.array([b"1", None, b"2"]),
        pa.DictionaryArray.from_arrays(pa.array([1, 0, 2]), pa.array([None, "1", "2"])),
    ],
    ids=lambda column: str(column.type),
)
def test_categories_of_any_type(column: pa.Array) -> None:
    """1, nothing and 2 are the same categories, however they are stored."""
    assert _texts(column) == ["1", None, "2"]


def test_flags() -> None:
    """Booleans are two categories."""
    assert _texts(pa.array([True, False, None])) == ["true", "false", None]


def test_a_slice_of_a_dictionary() -> None:
    """Codes follow the slice."""
    assert _texts(pa.array(["a", "b", "c"]).dictionary_encode().slice(1)) == ["b", "c"]


def test_nested_values_do_not_fit() -> None:
    """A list has no category: every one is a misfit, and a null is null."""
    found = categories(pa.array([[1], None]))
    assert found.misfit
    assert [found.texts[code] for code in found.codes.tolist()] == ["", None]


def test_no_rows() -> None:
    """An empty column has no codes."""
    assert categories(pa.array([], pa.string())).codes.size == 0
