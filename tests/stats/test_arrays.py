"""The checks at the door."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import (
    count,
    counts_1d,
    finite,
    finite_1d,
    not_negative,
    open_share,
    paired_counts,
)


def test_floats_pass_as_float64() -> None:
    """Integers come out as the type that every statistic computes in."""
    array = finite_1d([1, 2], name="x")

    assert array.dtype == np.float64
    assert array.tolist() == [1.0, 2.0]


def test_nan_and_infinity_are_counted_by_name() -> None:
    """The message says whose values they are and how many."""
    with pytest.raises(ValueError, match="score holds 2 NaN or infinite values of 3"):
        finite_1d([1.0, np.nan, np.inf], name="score")


def test_a_table_is_no_vector() -> None:
    """The message shows the shape that came."""
    with pytest.raises(ValueError, match=r"x must have shape \(n,\), got \(1, 2\)"):
        finite_1d([[1.0, 2.0]], name="x")


def test_too_few_rows_are_no_value_error() -> None:
    """Scarce data is its own error: monitors show it as unknown."""
    with pytest.raises(NotEnoughData, match="x has 1 rows, needs 2"):
        finite_1d([1.0], name="x", at_least=2)


def test_whole_floats_are_counts() -> None:
    """Sums of cells may arrive as floats."""
    assert counts_1d([1.0, 2.0], name="x").dtype == np.int64


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([0.5, 0.5], "whole counts, not shares"),
        ([3, -1], "counts >= 0, got -1"),
        ([np.nan, 1.0], "holds 1 NaN"),
        ([[1, 2]], r"shape \(bins,\)"),
    ],
)
def test_what_is_no_count_is_refused(values: object, why: str) -> None:
    """Shares in place of counts would give p-values for a sample of one row."""
    with pytest.raises(ValueError, match=f"current .*{why}"):
        counts_1d(np.asarray(values), name="current")


def test_counts_do_not_share_memory_with_the_input() -> None:
    """A later change of the caller's array must not reach a stored summary."""
    counts = np.array([1, 2], dtype=np.int64)

    assert not np.shares_memory(counts_1d(counts, name="x"), counts)


def test_one_count_is_a_python_int() -> None:
    """Products of Python integers cannot overflow."""
    assert type(count(np.int32(3), name="n")) is int


def test_different_bins_cannot_be_compared() -> None:
    """Both numbers of bins are in the message."""
    with pytest.raises(ValueError, match="share their bins, got 2 and 3"):
        paired_counts([1, 2], [1, 2, 3])


def test_an_empty_side_is_scarce_data() -> None:
    """A window without rows is unknown, and the message says which side is empty."""
    with pytest.raises(NotEnoughData, match="current has 0 rows"):
        paired_counts([1, 2], [0, 0])


def test_numbers_are_refused_by_name() -> None:
    """Each scalar check names the argument."""
    with pytest.raises(ValueError, match="a must be a finite number"):
        finite(float("nan"), name="a")
    with pytest.raises(ValueError, match="b must be >= 0"):
        not_negative(-1.0, name="b")
    with pytest.raises(ValueError, match=r"level must lie between 0 and 1, got 95\.0"):
        open_share(95.0, name="level")
