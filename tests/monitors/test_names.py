"""Names as reasons quote them."""

from __future__ import annotations

from watchkeeper.monitors.names import listed, quoted, with_rows


def test_the_largest_names_come_first_and_never_too_many() -> None:
    """Three names, then how many more there are; ties in order of the alphabet."""
    rows = {"b": 5, "a": 5, "z": 1, "y": 12, "x": 1}

    assert with_rows(rows) == "'y' in 12 rows, 'a' in 5 rows, 'b' in 5 rows and 2 more"
    assert with_rows({"only": 1}) == "'only' in 1 row"


def test_names_are_listed_in_their_order() -> None:
    """A list of columns keeps the order of the frame."""
    assert listed(["b", "a"]) == "'b', 'a'"
    assert listed(["a", "b", "c", "d"]) == "'a', 'b', 'c' and 1 more"


def test_a_long_name_is_shortened() -> None:
    """A paragraph that arrived as a category does not fill the page."""
    assert len(quoted("x" * 500)) < 50
