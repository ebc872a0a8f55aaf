"""The total variation distance."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.distance import total_variation


def test_is_the_share_of_rows_that_moved() -> None:
    """Two of ten rows move to another bin."""
    assert total_variation([5, 5, 0], [5, 3, 2], smoothing=0) == pytest.approx(0.2)


def test_ends_at_one() -> None:
    """No bin in common."""
    assert total_variation([5, 0], [0, 5], smoothing=0) == 1.0


def test_mean_without_drift_follows_the_law() -> None:
    """Half-normal gaps of each bin, added; within 2.8 standard errors."""
    rng = np.random.default_rng(2)
    shares, n, m = np.array([0.5, 0.3, 0.2]), 4000, 2000
    pairs = zip(rng.multinomial(n, shares, 2000), rng.multinomial(m, shares, 2000), strict=True)
    values = np.array([total_variation(*pair, smoothing=0) for pair in pairs])

    expected = np.sqrt((1 / n + 1 / m) / (2 * np.pi)) * np.sqrt(shares * (1 - shares)).sum()
    assert values.mean() == pytest.approx(expected, abs=2.8 * values.std() / np.sqrt(2000))
