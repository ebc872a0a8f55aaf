"""Mann-Whitney on two samples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import brunnermunzel, mannwhitneyu

from watchkeeper.stats.two_sample import mann_whitney

A = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0]
B = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]


def test_statistic_by_hand() -> None:
    """1, 2 against 2, 3: 1 < 2, 1 < 3, 2 = 2, 2 < 3 are 3.5 of 4 pairs."""
    assert mann_whitney([1, 2], [2, 3]).statistic == 3.5 / 4


@pytest.mark.parametrize("ties", [False, True])
def test_equals_scipy(ties: bool) -> None:
    """Two-sided, with the correction for ties."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=90), rng.normal(size=40) + 0.4
    if ties:
        x, y = np.round(2 * x), np.round(2 * y)
    oracle = mannwhitneyu(y, x)

    result = mann_whitney(x, y)

    assert result.statistic == pytest.approx(oracle.statistic / (90 * 40))
    assert result.p_value == pytest.approx(oracle.pvalue)


def test_exact_for_eight_rows() -> None:
    """No ties, 8 and 8 rows."""
    assert mann_whitney(A, B).p_value == pytest.approx(mannwhitneyu(B, A, method="exact").pvalue)


def test_a_tiny_tolerance_is_brunner_and_munzels_test() -> None:
    """Where their error is the larger one: a wider current side."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=400), 3 * rng.normal(size=60) + 0.5

    p_value = mann_whitney(x, y, tolerated=1e-12).p_value

    assert p_value == pytest.approx(brunnermunzel(x, y).pvalue, rel=1e-6)


def test_sides_apart_have_an_error() -> None:
    """No pair is out of order; .49 is still not shown with 5 rows a side."""
    x = np.arange(5.0)

    assert mann_whitney(x, x + 10, tolerated=0.4).p_value > 0.05
    assert mann_whitney(x, x + 10, tolerated=0.4).statistic == 1.0


def test_one_half_cannot_be_tolerated() -> None:
    """It would tolerate everything."""
    with pytest.raises(ValueError, match=r"tolerated must be below \.5"):
        mann_whitney(A, B, tolerated=0.5)
