"""Sums over runs."""

from __future__ import annotations

import numpy as np

from watchkeeper.profile.runs import (
    count_runs,
    filled,
    kept_offsets,
    largest_in_runs,
    smallest_in_runs,
    sum_runs,
)

OFFSETS = np.array([0, 2, 2, 3, 3])


def test_empty_runs_sum_to_nothing() -> None:
    """The second and the last run hold no rows, so they are 0 and not their neighbour."""
    assert sum_runs(np.array([1, 2, 4]), OFFSETS).tolist() == [3, 0, 4, 0]


def test_sums_go_along_the_first_axis() -> None:
    """A row per cell is added element by element."""
    assert sum_runs(np.ones((3, 2), dtype=np.int64), OFFSETS)[0].tolist() == [2, 2]


def test_ends_ignore_nan_and_know_no_value() -> None:
    """NaN is skipped beside a number, and stands for a run without any."""
    values = np.array([np.nan, 5.0, -1.0])
    assert smallest_in_runs(values, OFFSETS)[[0, 2]].tolist() == [5.0, -1.0]
    assert np.isnan(largest_in_runs(values, OFFSETS)[[1, 3]]).all()


def test_counting_is_the_same_for_few_and_many_runs() -> None:
    """Two ways of counting, chosen by the number of runs, agree."""
    mask = np.random.default_rng(3).random(500) < 0.3
    many = np.arange(0, 501, 5)
    few = many[[0, 50, 100]]
    by_run = count_runs(mask, many)
    assert by_run.tolist() == [int(mask[i : i + 5].sum()) for i in range(0, 500, 5)]
    assert count_runs(mask, few).tolist() == [by_run[:50].sum(), by_run[50:].sum()]


def test_dropping_rows_keeps_the_runs() -> None:
    """Offsets shrink with the rows that are dropped; empty runs stay where they are."""
    assert kept_offsets(np.array([True, False, True]), OFFSETS).tolist() == [0, 1, 1, 2, 2]
    assert filled(OFFSETS).tolist() == [0, 2]
