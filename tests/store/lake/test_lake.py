"""Any model name has a folder of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.store.lake.lake import folder_name


@pytest.mark.parametrize("name", ["flights", "a-b_c.2"])
def test_a_plain_name_is_its_folder(name: str) -> None:
    """So that people find it."""
    assert folder_name(name) == name


@given(st.text(min_size=1), st.text(min_size=1))
def test_folders_are_safe_and_differ_by_more_than_case(one: str, other: str) -> None:
    """Slashes, dots, blanks, capitals: nothing leaves the lake or meets another."""
    folder = folder_name(one)
    assert all(c.isascii() and (c.isalnum() or c in "_.-") for c in folder)
    assert folder.lower() == folder
    assert folder not in (".", "..")
    if one != other:
        assert folder_name(other) != folder
