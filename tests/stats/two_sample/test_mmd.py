"""The permutation test of the maximum mean discrepancy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from sklearn.metrics.pairwise import rbf_kernel

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample.mmd import mmd


def test_equals_all_splits_with_a_kernel_of_scikit_learn() -> None:
    """An independent kernel, and all 126 splits of 5 and 4 rows of two columns."""
    rng = np.random.default_rng(5)
    reference, current = rng.normal(size=(5, 2)), rng.normal(1.0, 1.0, size=(4, 2))
    both = np.concatenate([reference, current])
    kernel = rbf_kernel(both, gamma=0.5 / np.median(pdist(both)) ** 2)
    squares = []
    for chosen in itertools.combinations(range(9), 4):
        weights = np.full(9, -1 / 5)
        weights[list(chosen)] = 1 / 4
        squares.append(weights @ kernel @ weights)
    observed = squares[-1]
    exact = np.mean(np.array(squares) >= observed - 1e-12)

    result = mmd(reference, current, permutations=20_000)

    assert result.statistic == pytest.approx(np.sqrt(observed))
    assert result.p_value == pytest.approx(exact, abs=2.8 * np.sqrt(exact * (1 - exact) / 20_000))


def test_sees_a_spread_that_no_mean_shows() -> None:
    """Twice the spread round the same mean."""
    rng = np.random.default_rng(6)

    assert mmd(rng.normal(size=200), rng.normal(0.0, 2.0, size=200)).p_value == 1 / 200


def test_sees_a_dependence_that_no_single_column_shows() -> None:
    """Two columns, each standard normal on both sides, correlated on one."""
    rng = np.random.default_rng(7)
    together = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=200)

    assert mmd(rng.normal(size=(200, 2)), together).p_value == 1 / 200
    assert mmd(rng.normal(size=200), together[:, 1]).p_value > 0.05


def test_all_rows_alike_are_no_change() -> None:
    """There is no distance to make a bandwidth of."""
    result = mmd([3.0] * 5, [3.0] * 4)

    assert (result.statistic, result.p_value, result.n, result.m) == (0.0, 1.0, 5, 4)


def test_pairs_in_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs are summed in blocks that fit in memory."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(60, 2)), rng.normal(0.2, 1.0, size=(30, 2))
    whole = mmd(x, y)

    monkeypatch.setattr("watchkeeper.stats.distance.pair_sums._PAIRS", 700)

    assert mmd(x, y).p_value == whole.p_value
    assert mmd(x, y).statistic == pytest.approx(whole.statistic)


def test_no_permutation_is_refused() -> None:
    """By its name, also where all rows are alike."""
    with pytest.raises(ValueError, match="permutations must be at least 1"):
        mmd([1.0], [1.0], permutations=0)


def test_no_row_is_scarce_data() -> None:
    """A window without rows has no distance."""
    with pytest.raises(NotEnoughData, match="reference has 0 rows"):
        mmd([], [1.0])
