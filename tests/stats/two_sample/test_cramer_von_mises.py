"""Cramer-von Mises on two samples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import cramervonmises_2samp, norm

from watchkeeper.stats.two_sample import cramer_von_mises


@pytest.mark.parametrize(("n", "m"), [(8, 12), (100, 100), (500, 60)])
def test_equals_scipy_without_ties(n: int, m: int) -> None:
    """Exact up to 20 rows, the limit's above."""
    rng = np.random.default_rng([n, m])
    reference, current = rng.normal(size=n), rng.normal(size=m) + 0.2
    oracle = cramervonmises_2samp(reference, current)

    result = cramer_von_mises(reference, current)

    assert result.statistic == pytest.approx(oracle.statistic)
    assert result.p_value == pytest.approx(oracle.pvalue, rel=1e-6)


def test_published_value() -> None:
    """Evidently: two normal samples of 100, p .8076839."""
    samples = [norm.rvs(size=100, random_state=seed) for seed in (0, 1)]

    assert cramer_von_mises(*samples).p_value == pytest.approx(0.8076839, abs=5e-8)


def test_statistic_by_hand() -> None:
    """1, 1, 2 against 2: gaps 2/3 at both ones; n m / (n + m)^2 = .1875... of 1, 1 and 2."""
    gap = np.array([2 / 3, 2 / 3, 0.0])
    expected = 3 * 2 / 25 * np.sum(np.array([1, 1, 3]) * gap**2)

    assert cramer_von_mises([1, 1, 2], [2, 2]).statistic == pytest.approx(expected)


def test_ties_on_unequal_sides_are_no_alarm() -> None:
    """SciPy's p-value is near 0 for any tied samples of unequal size; here it is drawn."""
    rng = np.random.default_rng(3)
    reference, current = rng.poisson(3, 200), rng.poisson(3, 50)

    assert cramervonmises_2samp(reference, current).pvalue < 1e-3
    assert cramer_von_mises(reference, current).p_value > 0.1


def test_small_p_values_keep_their_digits() -> None:
    """The first term of Smirnov's series alone, far out."""
    x = np.arange(400.0)

    result = cramer_von_mises(x, x + 200)

    assert 0.0 < result.p_value < 1e-15
