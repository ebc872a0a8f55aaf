"""Epps-Singleton on two samples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import epps_singleton_2samp

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import epps_singleton


def test_close_to_scipy_on_equal_sides() -> None:
    """There it makes little difference whose covariance is taken."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=400), rng.normal(size=400) + 0.2
    oracle = epps_singleton_2samp(x, y)

    result = epps_singleton(x, y)

    assert result.statistic == pytest.approx(oracle.statistic, rel=0.05)
    assert result.p_value == pytest.approx(oracle.pvalue, rel=0.5)


def test_published_value() -> None:
    """Evidently: p .81 on 88 and 88 rows of six values."""
    reference = np.repeat(np.arange(1, 7), [16, 18, 16, 14, 12, 12])
    current = np.repeat(np.arange(1, 7), [16, 16, 16, 16, 16, 8])

    assert epps_singleton(reference, current).p_value == pytest.approx(0.81, abs=0.01)


def test_a_small_side_is_no_alarm() -> None:
    """SciPy's p is below .05 in 38 of 100 such pairs; drawn splits keep the level."""
    rng = np.random.default_rng(5)
    pairs = [(rng.normal(size=5000), rng.normal(size=50)) for _ in range(60)]

    theirs = np.mean([epps_singleton_2samp(*pair).pvalue <= 0.05 for pair in pairs])
    ours = np.mean([epps_singleton(*pair, permutations=99).p_value <= 0.05 for pair in pairs])

    assert theirs > 0.2
    assert ours <= 0.05 + 2.8 * np.sqrt(0.05 * 0.95 / 60)


def test_sees_a_change_of_shape_only() -> None:
    """Two peaks against one, same mean and spread."""
    rng = np.random.default_rng(6)
    two = rng.choice([-1, 1], 500) * 0.95 + 0.31 * rng.normal(size=500)

    assert epps_singleton(rng.normal(size=500), two).p_value < 1e-6


def test_no_middle_half_is_unknown() -> None:
    """Mostly zeros have no interquartile range to scale by."""
    with pytest.raises(NotEnoughData, match="no interquartile range"):
        epps_singleton(np.eye(1, 40)[0], np.eye(1, 40)[0])


def test_no_permutation_is_refused() -> None:
    """It would leave the p-value without a sample."""
    with pytest.raises(ValueError, match="permutations must be at least 1"):
        epps_singleton(np.arange(30.0), np.arange(30.0), permutations=0)
