"""Columns that are left out."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.profile.left_out import because_of_categories, because_of_numbers


@pytest.mark.parametrize(
    ("distinct", "present", "asked_for", "reason"),
    [
        (101, 201, False, "nearly unique"),
        (101, 202, False, None),
        (100, 100, False, None),
        (500, 500, True, None),
        (10_001, 10**6, False, "more than 10,000"),
        (10_001, 10_001, True, "more than 10,000"),
        (10_000, 10**6, False, None),
    ],
)
def test_categories(distinct: int, present: int, asked_for: bool, reason: str | None) -> None:
    """Near-unique columns stay if asked for; ten thousand categories are the end."""
    found = because_of_categories(distinct, present, asked_for=asked_for)
    assert reason in found if reason and found else found is reason


def _numbers(values: np.ndarray, whole: bool = False) -> str | None:
    return because_of_numbers(values, np.sort(values), whole=whole)


def test_a_rising_column_is_a_counter() -> None:
    """101 values in a row are no chance; 100 are not judged."""
    assert "rises with every row" in (_numbers(np.arange(101.0)) or "")
    assert _numbers(np.arange(100.0)) is None


def test_one_tie_or_fall_is_no_counter() -> None:
    """A column that only tends to rise is watched."""
    tie = np.arange(200.0)
    tie[1] = 0
    assert _numbers(tie) is None
    assert _numbers(-np.arange(200.0)) is None


def test_shuffled_row_numbers_are_ids() -> None:
    """Whole numbers, densely packed, none twice; the type must be whole too."""
    shuffled = np.random.default_rng(0).permutation(500).astype(float)
    assert "ids: 500" in (_numbers(shuffled, whole=True) or "")
    assert _numbers(shuffled) is None
    assert _numbers(shuffled * 100, whole=True) is None
