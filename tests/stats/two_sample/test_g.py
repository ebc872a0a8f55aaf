"""The likelihood-ratio test of homogeneity."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2 as chi2_law
from scipy.stats import chi2_contingency, power_divergence

from watchkeeper.stats.two_sample import chi2, g


def test_statistic_equals_scipy() -> None:
    """The likelihood ratio of the contingency table, without a correction for continuity."""
    reference, current = [30, 50, 20], [60, 70, 70]
    oracle = chi2_contingency([reference, current], correction=False, lambda_="log-likelihood")

    assert g(reference, current).statistic == pytest.approx(oracle.statistic)


def test_p_value_is_that_of_the_statistic_over_williams_factor() -> None:
    """1 + (N/n + N/m - 1)(sum N/column - 1) / (6 N (bins - 1)), by hand."""
    reference, current = [30, 50, 20], [60, 70, 70]
    factor = 1 + (300 / 100 + 300 / 200 - 1) * (300 / 90 + 300 / 120 + 300 / 90 - 1) / (6 * 300 * 2)

    result = g(reference, current)

    assert result.p_value == pytest.approx(chi2_law.sf(result.statistic / factor, 2))


def test_an_empty_bin_adds_nothing() -> None:
    """0 ln 0 is 0: hand-computed on (10, 0) against (5, 5)."""
    expected = 2 * (10 * np.log(20 * 10 / (15 * 10)) + 5 * np.log(0.5 / 0.75) + 5 * np.log(2.0))

    assert g([10, 0], [5, 5]).statistic == pytest.approx(expected)


def test_the_reference_is_not_the_truth() -> None:
    """Evidently takes it so and prints p .8176 here; with both as samples it is larger."""
    reference, current = [5, 5, 8], [4, 6, 8]

    assert power_divergence(current, reference, lambda_=0).pvalue == pytest.approx(0.8176, abs=5e-5)
    assert g(reference, current).p_value > 0.9


def test_close_to_chi_square_for_small_differences() -> None:
    """Two forms of one quantity, also with a tolerance."""
    reference, current = [4000, 3000, 3000], [1950, 1500, 1550]

    for tolerated in (0.0, 0.02):
        one = g(reference, current, tolerated=tolerated)
        other = chi2(reference, current, tolerated=tolerated)
        assert one.statistic == pytest.approx(other.statistic, rel=0.01)
        assert one.p_value == pytest.approx(other.p_value, rel=0.03)


def test_few_rows_get_a_drawn_p_value() -> None:
    """Three and three rows apart: 2 of 20 equally likely splits are as extreme."""
    assert g([3, 0], [0, 3], draws=20_000).p_value == pytest.approx(0.1, abs=0.07)


def test_ties_of_the_statistic_do_not_depend_on_rounding() -> None:
    """Equal shares give 0, not a little below."""
    assert g([10, 20, 30], [100, 200, 300]).statistic == 0.0
