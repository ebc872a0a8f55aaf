"""Names of unseen categories."""

from __future__ import annotations

from watchkeeper.profile.unseen import NONE_UNSEEN, add_names, largest


def test_counts_are_added_name_by_name() -> None:
    """The same name in two cells is one name with both counts."""
    assert add_names([{"a": 1, "b": 2}, NONE_UNSEEN, {"a": 4}]) == {"a": 5, "b": 2}


def test_only_the_twenty_largest_stay() -> None:
    """Of 21 names the rarest goes; equal counts are settled by name."""
    assert "z" not in largest({**{f"n{i}": 2 for i in range(20)}, "z": 1})
    assert list(largest({"b": 1, "a": 1})) == ["a", "b"]


def test_nothing_unseen_is_nothing() -> None:
    """No names in, no names out."""
    assert add_names([]) == {} == largest({})
