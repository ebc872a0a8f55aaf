"""Pooling of sparse bins."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.two_sample.pooling import pool_sparse


def test_full_bins_stay() -> None:
    """Ten expected on either side of each bin."""
    counts = np.array([10, 10])

    reference, current, share = pool_sparse(counts, counts)

    assert reference.tolist() == current.tolist() == [10, 10]
    assert share == 0.0


def test_sparse_bins_become_one() -> None:
    """Three bins of 4 expect 4 a side; together they expect 12 and come last."""
    reference, current, share = pool_sparse(np.array([20, 4, 4, 4]), np.array([20, 4, 4, 4]))

    assert reference.tolist() == current.tolist() == [20, 12]
    assert share == 24 / 64


def test_the_pool_takes_in_the_smallest_until_it_is_full() -> None:
    """Two rows on either side are too few alone; the bin of 10 goes in, the bin of 20 stays."""
    reference, current, _ = pool_sparse(np.array([20, 2, 10]), np.array([20, 2, 10]))

    assert reference.tolist() == current.tolist() == [20, 12]


def test_the_smaller_side_decides() -> None:
    """A thousand rows in the reference do not make 1 expected row into 5."""
    reference, current, _ = pool_sparse(np.array([500, 480, 20]), np.array([20, 19, 1]))

    assert current.tolist() == [20, 20]
    assert reference.tolist() == [500, 500]


def test_bins_empty_on_both_sides_disappear() -> None:
    """They expect nothing and hold nothing."""
    reference, current, share = pool_sparse(np.array([10, 0, 10]), np.array([10, 0, 10]))

    assert reference.tolist() == current.tolist() == [10, 10]
    assert share == 0.0


def test_which_side_the_rows_are_on_does_not_matter() -> None:
    """Only the sums of both sides decide, or pooling would choose the answer."""
    a, b = np.array([30, 7, 1, 25]), np.array([25, 1, 7, 30])

    assert pool_sparse(a, b).share == pool_sparse(b, a).share
