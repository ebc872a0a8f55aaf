"""Welch's test of two means."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import TestResult, welch

A = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0]
B = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]


def test_equals_scipy() -> None:
    """Unequal variances; above 0 where current has the larger mean."""
    oracle = ttest_ind(B, A, equal_var=False)

    result = welch(A, B)

    assert result.statistic == pytest.approx(oracle.statistic)
    assert result.p_value == pytest.approx(oracle.pvalue)


def test_variances_are_not_taken_as_equal() -> None:
    """Evidently's t-test takes them so and prints .084; Welch's gives .095."""
    assert ttest_ind(A, B).pvalue == pytest.approx(0.084, abs=1e-3)
    assert welch(A, B).p_value == pytest.approx(0.0951, abs=5e-5)


def test_tolerance_by_hand() -> None:
    """A gap of one s.d., half of it tolerated: the edge lies half way."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=2000), rng.normal(size=500)
    x, y = (x - x.mean()) / x.std(ddof=1), (y - y.mean()) / y.std(ddof=1) + 1.0

    result = welch(x, y, tolerated=0.5)

    # The s.d. of the reference is estimated too: half of its error, squared, is .125 / 2000.
    assert result.statistic == pytest.approx(0.5 / np.sqrt((1 + 0.125) / 2000 + 1 / 500), rel=0.03)
    assert welch(x, y, tolerated=1.1) == TestResult(0.0, pytest.approx(1.0, abs=0.1), 2000, 500)


def test_constants() -> None:
    """Equal: nothing speaks against it. Unequal: no spread to judge the gap by."""
    assert welch([3.0] * 9, [3.0] * 5) == TestResult(0.0, 1.0, 9, 5)
    with pytest.raises(NotEnoughData, match="constant and differ by 1"):
        welch([3.0] * 9, [4.0] * 5)


def test_rare_large_values_in_few_rows_are_unknown() -> None:
    """2.5 expected of 50, beside a large reference: Student's law calls 7 of 100 there."""
    rng = np.random.default_rng(2)
    reference = (rng.random(5000) < 0.05).astype(float)
    current = np.repeat([0.0, 1.0], [48, 2])

    with pytest.raises(NotEnoughData, match="skewness"):
        welch(reference, current)
