"""Kolmogorov-Smirnov on values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ks_2samp

from watchkeeper.stats.two_sample import TestResult, ks


def test_by_hand() -> None:
    """Full separation of 3 and 3: 2 of 20 splits are as far apart."""
    assert ks([1, 2, 3], [4, 5, 6]) == TestResult(1.0, pytest.approx(0.1), 3, 3)


@pytest.mark.parametrize(("n", "m"), [(50, 50), (70, 30), (200, 200), (5000, 50), (20_000, 500)])
def test_equals_scipy(n: int, m: int) -> None:
    """Exact for equal and unequal sides, the limit's above 10,000 rows."""
    rng = np.random.default_rng([n, m])
    reference, current = rng.normal(size=n), rng.normal(size=m) + 0.1
    oracle = ks_2samp(reference, current)

    result = ks(reference, current)

    assert result.statistic == pytest.approx(oracle.statistic)
    assert result.p_value == pytest.approx(oracle.pvalue, rel=1e-6)


def test_published_values() -> None:
    """Eurybia: statistic .23, p .95."""
    reference = [0, 3, 9857, 3444, 99, 8, 9, 9, 0, 4535, 34]

    result = ks(reference, [0.45, 3, 9857, 3444, 4535, 34])

    assert result.statistic == pytest.approx(0.23, abs=0.005)
    assert result.p_value == pytest.approx(0.95, abs=0.005)


def test_a_tiny_gap_of_equal_sides_is_no_warning() -> None:
    """SciPy's count leaves [0, 1] by rounding here, and warns."""
    x = np.arange(5000.0)
    y = x.copy()
    y[:10] += 0.5

    assert ks(x, y).p_value == 1.0


def test_small_p_values_keep_their_digits() -> None:
    """Fifty rows apart on either side: 2 of C(100, 50) splits."""
    x = np.arange(50.0)

    assert ks(x, x + 100).p_value == pytest.approx(1.9824e-29, rel=1e-4)


def test_tolerance_by_hand() -> None:
    """A gap of .5 of 100 and 400 rows, .2 tolerated: 4 exp(-2 (.3 / .15)^2)."""
    reference = np.repeat([0.0, 1.0], [50, 50])
    current = np.zeros(400)

    result = ks(reference, current, tolerated=0.2)

    assert result.p_value == pytest.approx(4 * np.exp(-8))
    assert ks(reference, current, tolerated=0.5).p_value == 1.0


def test_a_gap_of_one_cannot_be_tolerated() -> None:
    """It would tolerate everything."""
    with pytest.raises(ValueError, match="tolerated must be below 1"):
        ks([1.0], [2.0], tolerated=1.0)
