"""Wasserstein from values."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.distance import wasserstein, wasserstein_samples


def test_by_hand() -> None:
    """One of two rows moves by 3."""
    assert wasserstein_samples([0.0, 1.0], [0.0, 4.0]) == pytest.approx(1.5)


def test_equal_sizes_pair_the_sorted_values() -> None:
    """The optimal transport of n rows to n rows: smallest to smallest."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=501), rng.exponential(size=501)

    expected = np.abs(np.sort(x) - np.sort(y)).mean()
    assert wasserstein_samples(x, y) == pytest.approx(expected)


def test_unequal_sizes_pair_repeated_values() -> None:
    """Every row of the one as often as there are rows of the other."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=30), rng.normal(size=7)

    expected = np.abs(np.repeat(np.sort(x), 7) - np.repeat(np.sort(y), 30)).mean()
    assert wasserstein_samples(x, y) == pytest.approx(expected)


def test_a_shift_reads_as_itself() -> None:
    """Every row moves by the same."""
    x = np.random.default_rng(3).normal(size=400)

    assert wasserstein_samples(x, x + 0.3) == pytest.approx(0.3)


def test_fine_bins_come_near_it() -> None:
    """The counts on a thousand bins give it to half of their width."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=5000), rng.normal(0.2, 1.3, size=4000)
    edges = np.linspace(-8, 8, 1001)

    binned = wasserstein(np.histogram(x, edges)[0], np.histogram(y, edges)[0], edges=edges)

    assert binned == pytest.approx(wasserstein_samples(x, y), abs=0.016)


def test_columns_are_refused() -> None:
    """On several columns moving rows is another problem."""
    with pytest.raises(ValueError, match=r"current must have shape \(n,\)"):
        wasserstein_samples([1.0, 2.0], [[1.0], [2.0]])
