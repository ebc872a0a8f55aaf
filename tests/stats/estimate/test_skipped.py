"""Bounds where some answers are "I don't know"."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.estimate import hajek, manski_bounds


def test_by_hand() -> None:
    """Ten asked evenly, two skip, six of the other eight are right: .6 to .8, skipped .2."""
    values = np.array([1.0] * 6 + [0.0] * 2 + [np.nan] * 2)
    answered = np.arange(10) < 8

    bounds = manski_bounds(values, np.full(10, 0.5), np.ones(10), answered)

    assert bounds.lowest.value == pytest.approx(0.6)
    assert bounds.highest.value == pytest.approx(0.8)
    assert bounds.skipped.value == pytest.approx(0.2)
    assert bounds.lower < 0.6 < 0.8 < bounds.upper


def test_no_skip_is_one_estimate() -> None:
    """Then it is the weighted mean."""
    rng = np.random.default_rng(0)
    values, chance = (rng.random(500) < 0.8).astype(float), rng.uniform(0.2, 0.9, 500)
    asked = rng.random(500) < chance

    bounds = manski_bounds(values, chance, asked, asked)

    assert bounds.lowest == bounds.highest == hajek(values, chance, asked)
    assert bounds.skipped.value == 0.0


def test_refusals() -> None:
    """An answer without a question, and values that are no shares."""
    with pytest.raises(ValueError, match="answered holds rows that were not asked about"):
        manski_bounds([1.0, 0.0], [0.5, 0.5], [1, 0], [1, 1])
    with pytest.raises(ValueError, match="values must hold 0 and 1 only"):
        manski_bounds([0.5, 0.0], [0.5, 0.5], [1, 1], [1, 1])
    with pytest.raises(ValueError, match="must have one shape"):
        manski_bounds([1.0], [0.5, 0.5], [1, 1], [1, 1])
    with pytest.raises(ValueError, match="values of the answered rows holds 1 NaN"):
        manski_bounds([np.nan, 0.0], [0.5, 0.5], [1, 1], [1, 1])
