"""The maximum mean discrepancy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import pdist
from sklearn.metrics.pairwise import rbf_kernel

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import mmd


@pytest.mark.parametrize(("bandwidth", "likeness"), [(2.0, 0.03421812), (1.0, 1.37095909e-06)])
def test_published_kernel(bandwidth: float, likeness: float) -> None:
    """Frouros' suite, [1, 2, 3] against [4, 5, 6]: the square is 2 less twice the likeness."""
    value = mmd([[1, 2, 3]], [[4, 5, 6]], bandwidth=bandwidth)

    assert (2 - value**2) / 2 == pytest.approx(likeness, abs=5e-9)


@pytest.mark.parametrize("columns", [1, 4])
def test_equals_a_kernel_of_scikit_learn(columns: int) -> None:
    """An independent kernel with the median of all distances, biased and unbiased."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(30, columns)), rng.normal(0.3, 1.0, size=(20, columns))
    gamma = 0.5 / np.median(pdist(np.concatenate([x, y]))) ** 2
    xx, yy, xy = rbf_kernel(x, gamma=gamma), rbf_kernel(y, gamma=gamma), rbf_kernel(x, y, gamma)
    biased = xx.mean() + yy.mean() - 2 * xy.mean()
    unbiased = (xx.sum() - 30) / (30 * 29) + (yy.sum() - 20) / (20 * 19) - 2 * xy.mean()

    debiased = mmd(x, y, debias=True)

    assert mmd(x, y) == pytest.approx(np.sqrt(biased))
    assert debiased * abs(debiased) == pytest.approx(unbiased)


def test_bandwidth_is_the_median_itself() -> None:
    """Rows at 0, 1, 2 are 1, 1, 2 apart: 1. Evidently halves its square and prints sqrt(.5)."""
    reference, current = [0.0, 2.0], [1.0]

    assert mmd(reference, current) == pytest.approx(mmd(reference, current, bandwidth=1.0))
    assert mmd(reference, current) != pytest.approx(mmd(reference, current, bandwidth=0.5**0.5))


@pytest.mark.parametrize("debias", [False, True])
def test_a_table_of_one_column_reads_as_the_column(debias: bool) -> None:
    """Shape (n, 1) or (n,)."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=40), rng.normal(0.3, 1.0, size=30)

    tables = mmd(x[:, np.newaxis], y[:, np.newaxis], debias=debias)

    assert tables == mmd(x, y, debias=debias)


def test_far_apart_is_the_root_of_two() -> None:
    """Each side on one point, far from the other."""
    assert mmd([0.0] * 5, [1e6] * 5, bandwidth=1.0) == pytest.approx(np.sqrt(2))


def test_unit_does_not_matter_with_several_columns() -> None:
    """The bandwidth grows with the values."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(50, 3)), rng.normal(0.3, 1.0, size=(40, 3))

    assert mmd(1e6 * x, 1e6 * y) == pytest.approx(mmd(x, y))


def test_a_rare_value_is_seen() -> None:
    """2 of 5,000 rows differ: the median is that of unlike rows, so it is not 0."""
    current = np.zeros(2500)
    current[:2] = 1.0

    share = 2 / 2500
    # Likeness of two unlike rows one median apart.
    expected = share * np.sqrt(2 * (1 - np.exp(-0.5)))
    assert mmd(np.zeros(2500), current) == pytest.approx(expected)


def test_bandwidth_of_many_rows_is_near_the_median_of_all() -> None:
    """1,000 rows spread over 3,000 stand for them."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=1500), rng.normal(0.3, 1.0, size=1500)
    all_pairs = float(np.median(pdist(np.concatenate([x, y])[:, np.newaxis])))

    assert mmd(x, y) == pytest.approx(mmd(x, y, bandwidth=all_pairs), rel=0.01)


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, np.nan, np.inf])
def test_a_bandwidth_not_above_zero_is_refused(bandwidth: float) -> None:
    """By its name."""
    with pytest.raises(ValueError, match="bandwidth must be"):
        mmd([1.0], [2.0], bandwidth=bandwidth)


def test_debiased_needs_two_rows_a_side() -> None:
    """One row is like itself only."""
    with pytest.raises(NotEnoughData, match="reference has 1 rows, needs 2"):
        mmd([1.0], [1.0, 2.0], debias=True)
