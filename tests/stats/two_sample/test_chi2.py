"""Chi-square as a test of homogeneity."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chi2_contingency

from watchkeeper.stats.two_sample import TestResult, chi2


def test_equals_scipy_on_full_bins() -> None:
    """The contingency test of the two-row table, without a correction for continuity."""
    reference, current = [30, 50, 20], [60, 70, 70]
    oracle = chi2_contingency([reference, current], correction=False)

    assert chi2(reference, current) == TestResult(
        pytest.approx(oracle.statistic), pytest.approx(oracle.pvalue), 100, 200
    )


@pytest.mark.parametrize(
    ("current", "statistic"),
    [([1961, 1504, 1018, 517], 1.0337), ([2218, 1601, 1133, 48], 455.622)],
)
def test_car_loan_salary_range(current: list[int], statistic: float) -> None:
    """NannyML's tutorial, first and sixth chunk of 5,000 rows, to the printed precision."""
    result = chi2([19_918, 15_047, 9_977, 5_058], current)

    assert result.statistic == pytest.approx(statistic, abs=5e-4)


def test_two_bins_are_not_corrected_for_continuity() -> None:
    """NannyML prints 1.7032 for two categories: Yates' correction, which makes a test too shy."""
    reference, current = [27_547, 22_453], [2706, 2294]

    assert chi2_contingency([reference, current]).statistic == pytest.approx(1.7032, abs=5e-5)
    assert chi2(reference, current).statistic == pytest.approx(1.7423, abs=5e-5)


def test_the_reference_is_not_the_truth() -> None:
    """Evidently takes it so and gets .673 here; with both as samples it is .90."""
    result = chi2([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8])

    assert result.p_value == pytest.approx(0.8985, abs=5e-5)


@pytest.mark.parametrize(
    ("reference", "current", "statistic", "large_sample_p"),
    [
        # Eurybia, ten values against five; frouros, aabaab against bacccc.
        ([2, 1, 5, 1, 1], [0, 1, 1, 2, 1], 3.75, 0.44),
        ([4, 2, 0], [1, 1, 4], 6.13333333, 0.04657615),
    ],
)
def test_few_rows_get_an_exact_law(
    reference: list[int], current: list[int], statistic: float, large_sample_p: float
) -> None:
    """The published statistics, with p-values by Monte Carlo: theirs is for large samples."""
    oracle = chi2_contingency([reference, current])
    result = chi2(reference, current)

    assert result.statistic == pytest.approx(statistic)
    assert oracle.pvalue == pytest.approx(large_sample_p, abs=0.005)
    assert result.p_value > large_sample_p


def test_monte_carlo_against_all_tables() -> None:
    """2 + 2 rows in two bins: 2 of 6 equally likely splits are as extreme as full separation."""
    assert chi2([2, 0], [0, 2], draws=5000).p_value == pytest.approx(1 / 3, abs=0.25)


def test_monte_carlo_p_value_is_close_to_the_exact_one() -> None:
    """Small p-values use all draws: Fisher's exact p of full separation of 5 and 5, 2 / 252."""
    p_value = chi2([5, 0], [0, 5], draws=50_000).p_value

    assert p_value == pytest.approx(2 / 252, abs=2.8 * np.sqrt(2 / 252 / 2500))


@pytest.mark.parametrize(
    ("n", "m", "bins"), [(50, 50, 3), (50, 50, 30), (5000, 50, 30), (1000, 1000, 10)]
)
def test_size(n: int, m: int, bins: int) -> None:
    """Without drift p <= .05 comes up in .05 of 600 pairs at most, plus 3 standard errors."""
    rng = np.random.default_rng([n, m, bins])
    shares = rng.dirichlet(np.full(bins, 5.0))
    pairs = zip(rng.multinomial(n, shares, 600), rng.multinomial(m, shares, 600), strict=True)

    false_alarms = sum(chi2(*pair, draws=199).p_value <= 0.05 for pair in pairs)

    assert false_alarms <= binom.isf(0.00135, 600, 0.05)
    assert false_alarms >= binom.ppf(0.00135, 600, 0.02)


def test_one_unseen_category_does_not_decide_alone() -> None:
    """One new name among 1,000 rows: p = 0 where the reference is taken as the truth."""
    assert chi2([500, 500, 0], [500, 499, 1]).p_value > 0.2


def test_one_bin_has_nothing_to_compare() -> None:
    """A constant column that stays constant."""
    assert chi2([70], [50]) == TestResult(0.0, 1.0, 70, 50)


def test_a_billion_rows_against_thirty() -> None:
    """The urn is too large to draw from without replacement; the answer is the same."""
    flat = chi2(np.full(30, 10**8), np.full(30, 1))
    peaked = chi2(np.full(30, 10**8), [10, 10, 10] + [0] * 27)

    assert flat.p_value == 1.0
    assert peaked.p_value < 0.001


def test_no_draw_is_refused() -> None:
    """It would leave the p-value without a sample."""
    with pytest.raises(ValueError, match="draws must be at least 1"):
        chi2([1, 2], [2, 1], draws=0)
