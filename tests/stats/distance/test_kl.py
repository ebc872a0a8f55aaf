"""Relative entropy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import entropy

from watchkeeper.stats.distance import kl


def test_is_the_entropy_of_current_relative_to_reference() -> None:
    """SciPy's entropy(p, q), p being the current shares."""
    assert kl([10, 20, 30], [25, 20, 15], smoothing=0) == pytest.approx(
        entropy([25, 20, 15], [10, 20, 30])
    )


def test_published_values() -> None:
    """popmon prints .90105 and .79875 (it adds an epsilon); exact: .90113 and .79879."""
    flat, peaked = [25] * 4, [85, 5, 5, 5]

    assert kl(peaked, flat, smoothing=0) == pytest.approx(0.90105, abs=1e-4)
    assert kl(flat, peaked, smoothing=0) == pytest.approx(0.79875, abs=1e-4)


def test_a_bin_new_in_current_is_infinite_without_smoothing() -> None:
    """The reference's code has no word for it; the other way round costs nothing."""
    assert kl([5, 0], [4, 1], smoothing=0) == np.inf
    assert kl([4, 1], [5, 0], smoothing=0) == pytest.approx(np.log(1 / 0.8))


def test_mean_without_drift_follows_the_law() -> None:
    """Half of that of the population stability index, within 2.8 standard errors."""
    rng = np.random.default_rng(5)
    shares, draws = np.full(6, 1 / 6), 2000
    pairs = zip(
        rng.multinomial(4000, shares, draws), rng.multinomial(2000, shares, draws), strict=True
    )
    scaled = np.array([kl(*pair) for pair in pairs]) / (1 / 4000 + 1 / 2000) * 2

    assert scaled.mean() == pytest.approx(5, abs=2.8 * np.sqrt(10 / draws))
