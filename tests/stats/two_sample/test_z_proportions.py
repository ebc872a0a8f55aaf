"""The normal test of two shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from watchkeeper.stats.two_sample import TestResult, z_proportions


def test_square_is_the_chi_square() -> None:
    """SciPy's contingency test of the same table, without correction."""
    reference, current = [30, 70], [55, 145]
    oracle = chi2_contingency([reference, current], correction=False)

    result = z_proportions(reference, current)

    assert result.statistic**2 == pytest.approx(oracle.statistic)
    assert result.p_value == pytest.approx(oracle.pvalue)


def test_sign_is_that_of_the_change() -> None:
    """A larger share in current is above 0."""
    assert z_proportions([10, 90], [20, 80]).statistic > 0
    assert z_proportions([20, 80], [10, 90]).statistic < 0


def test_published_value() -> None:
    """Evidently: ten a and ten b against the same, p 1; a missing b counts as not a."""
    assert z_proportions([10, 10], [10, 10]).p_value == 1.0


def test_all_of_one_kind() -> None:
    """No variance and no difference: nothing speaks against equal shares."""
    assert z_proportions([0, 50], [0, 30]) == TestResult(0.0, 1.0, 50, 30)


def test_three_kinds_are_refused() -> None:
    """The test is of one share on either side."""
    with pytest.raises(ValueError, match=r"must have shape \(2,\)"):
        z_proportions([1, 2, 3], [1, 2, 3])


def test_size() -> None:
    """Without drift, .05 of 4,000 pairs, within 3 standard errors."""
    rng = np.random.default_rng(1)
    a, b = rng.binomial(800, 0.3, 4000), rng.binomial(500, 0.3, 4000)

    false = np.mean(
        [
            z_proportions([x, 800 - x], [y, 500 - y]).p_value <= 0.05
            for x, y in zip(a, b, strict=True)
        ]
    )

    assert false == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 4000))
