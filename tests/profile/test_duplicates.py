"""Rows that recur."""

from __future__ import annotations

import numpy as np

from watchkeeper.profile.duplicates import (
    duplicates,
    hash_categories,
    hash_numbers,
    start_hashes,
)


def _hashes(*columns: list[float]) -> np.ndarray:
    hashes = start_hashes(len(columns[0]))
    for column in columns:
        hash_numbers(hashes, np.array(column))
    return hashes


def test_rows_less_distinct_rows() -> None:
    """Three equal rows are two too many."""
    hashes = _hashes([1, 1, 1, 2], [5, 5, 5, 5])
    assert duplicates(hashes, np.zeros(4, dtype=np.int64), 1).tolist() == [2]


def test_the_same_row_in_two_groups_is_no_duplicate() -> None:
    """Only what recurs within its group counts."""
    hashes = _hashes([1, 1, 1])
    assert duplicates(hashes, np.array([0, 1, 1]), 3).tolist() == [0, 1, 0]


def test_columns_are_not_interchangeable() -> None:
    """(1, 2) is another row than (2, 1)."""
    hashes = _hashes([1, 2], [2, 1])
    assert hashes[0] != hashes[1]


def test_all_nan_are_alike_and_both_zeros() -> None:
    """Bits differ where values do not."""
    odd_nan = np.array([0x7FF8000000000001], dtype=np.uint64).view(np.float64)[0]
    hashes = _hashes([np.nan, odd_nan, 0.0, -0.0])
    assert hashes[0] == hashes[1] != hashes[2] == hashes[3]


def test_categories_count_by_text_not_by_code() -> None:
    """Another dictionary gives the same hash to the same text; null is none of them."""
    first, second = start_hashes(2), start_hashes(2)
    hash_categories(first, np.array([0, 1]), ["a", None])
    hash_categories(second, np.array([1, 0]), [None, "a"])
    assert first.tolist() == second.tolist()
    assert first[0] != first[1]


def test_no_rows_have_no_duplicates() -> None:
    """Zero rows in zero groups is a valid question."""
    assert duplicates(start_hashes(0), np.zeros(0, dtype=np.int64), 0).size == 0


def test_different_rows_do_not_collide() -> None:
    """Of a quarter of a million distinct rows none is taken for another, in 1 or 1,000 groups."""
    hashes = _hashes(np.arange(250_000.0).tolist())
    groups = np.arange(250_000) % 1_000
    assert duplicates(hashes, groups * 0, 1).sum() == 0
    assert duplicates(hashes, groups, 1_000).sum() == 0
