"""Simes' test of a whole family."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.multiplicity import benjamini_hochberg, simes


def test_three_by_hand() -> None:
    """min(3 * .02, 3 * .03 / 2, 3 * .9 / 3)."""
    assert simes([0.9, 0.02, 0.03]) == pytest.approx(0.045)


def test_it_is_the_smallest_adjusted_p_value() -> None:
    """So a family is selected exactly if Benjamini-Hochberg finds anything in it."""
    p = np.random.default_rng(0).random((50, 20))

    for family in p:
        assert simes(family) == pytest.approx(benjamini_hochberg(family, q=0.5).adjusted.min())


def test_a_family_without_hypotheses_holds_nothing() -> None:
    """And one hypothesis is its own family."""
    assert simes([]) == 1.0
    assert simes([0.2]) == 0.2


def test_uniform_without_drift() -> None:
    """4,000 families of 10 independent ones: .05 of them at .05 (3 standard errors)."""
    families = np.random.default_rng(1).random((4000, 10))

    below = np.mean([simes(family) <= 0.05 for family in families])

    assert below == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 4000))
