"""One text for one category."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from watchkeeper.profile.canonical import canonical_text, in_natural_order, match_known


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        ("1", "1"),
        ("1.0", "1"),
        (np.int8(1), "1"),
        (np.float32(1), "1"),
        (Decimal("1.00"), "1"),
        (-0.0, "0"),
        ("-3.0", "-3"),
        (True, "true"),
        (np.True_, "true"),
        ("True", "true"),
        ("False", "false"),
        (1.5, "1.5"),
        (Decimal("1.50"), "1.5"),
        (Decimal("NaN"), "NaN"),
        (date(2024, 1, 31), "2024-01-31"),
        (b"abc", "abc"),
        (("a", 1), "('a', 1)"),
    ],
)
def test_one_text_whatever_the_type(value: Any, text: str) -> None:
    """Numbers, flags and text that mean the same category are written the same."""
    assert canonical_text(value) == text


@pytest.mark.parametrize("text", ["007", "1.10", "1.", "TRUE", " 1", "", "é", "01.0", "1.00"])
def test_other_text_stays(text: str) -> None:
    """Zip codes, version numbers and spelling are not numbers to be tidied."""
    assert canonical_text(text) == text


def test_a_flag_finds_its_twin() -> None:
    """A column of 0 and 1 that arrives as booleans has the same categories."""
    assert match_known("true", {"0", "1"}) == "1"
    assert match_known("0", {"false", "true"}) == "false"


def test_a_known_or_strange_text_is_itself() -> None:
    """Twins are only looked for when the text itself is not known."""
    assert match_known("1", {"1", "true"}) == "1"
    assert match_known("late", {"0", "1"}) == "late"


def test_numbers_sort_by_value() -> None:
    """10 comes after 9, and words after numbers."""
    assert in_natural_order(["b", "10", "9", "a"]) == ["9", "10", "a", "b"]
