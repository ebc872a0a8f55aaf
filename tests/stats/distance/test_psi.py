"""The population stability index."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, entropy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import mean_without_drift, psi


def test_two_bins_by_hand() -> None:
    """4 of 8 against 6 of 8 in the upper bin, half a row added to each bin."""
    p, q = np.array([2.5, 6.5]) / 9, np.array([4.5, 4.5]) / 9

    assert psi([4, 4], [2, 6]) == pytest.approx(np.sum((p - q) * np.log(p / q)))


def test_is_both_relative_entropies() -> None:
    """SciPy's entropy, both ways round."""
    reference, current = [10, 20, 30], [25, 20, 15]

    expected = entropy(current, reference) + entropy(reference, current)

    assert psi(reference, current, smoothing=0) == pytest.approx(expected)


def test_published_value_on_shares() -> None:
    """popmon's test prints 1.699815 (it adds an epsilon); the exact value is 1.699928."""
    value = psi([85, 5, 5, 5], [25, 25, 25, 25], smoothing=0)

    assert value == pytest.approx(1.699815077, abs=2e-4)
    assert value == pytest.approx(0.6 * np.log(3.4) + 0.6 * np.log(5))


def test_one_empty_bin_does_not_decide_alone() -> None:
    """Evidently's filler of 1e-4 reads one row out of three as 2.93, ours as a small window."""
    assert psi([0, 2, 1], [1, 1, 1]) < 0.5


def test_an_empty_bin_without_smoothing_is_infinite() -> None:
    """The textbook value of a bin that one side leaves empty."""
    assert psi([0, 5], [1, 4], smoothing=0) == np.inf
    assert psi([0, 5, 5], [0, 4, 6], smoothing=0) < np.inf


def test_law_without_drift() -> None:
    """Index / (1/n + 1/m) has the mean and the quantiles of chi-square with bins - 1 degrees."""
    rng = np.random.default_rng(7)
    n, m, bins, draws = 10_000, 1_000, 10, 4_000
    shares = np.full(bins, 1 / bins)
    pairs = zip(rng.multinomial(n, shares, draws), rng.multinomial(m, shares, draws), strict=True)
    scaled = np.array([psi(*pair) for pair in pairs]) / (1 / n + 1 / m)

    # 2.8 standard errors of a mean of chi-squares (variance 18) and of a share.
    assert scaled.mean() == pytest.approx(9, abs=2.8 * np.sqrt(18 / draws))
    for level in (0.5, 0.95, 0.99):
        share = np.mean(scaled <= chi2.ppf(level, 9))
        assert share == pytest.approx(level, abs=2.8 * np.sqrt(level * (1 - level) / draws))


def test_debiased_value_is_near_the_true_one() -> None:
    """methods.md k: a true .0383 at m = 300 reads .0678 raw and .0369 debiased."""
    rng = np.random.default_rng(3)
    # A mean shift of .2 s.d. on deciles of the normal law.
    q = np.full(10, 0.1)
    p = np.array([0.139, 0.124, 0.115, 0.109, 0.103, 0.098, 0.092, 0.085, 0.076, 0.059])
    true = float(np.sum((p - q) * np.log(p / q)))
    pairs = list(zip(rng.multinomial(10_000, q, 2000), rng.multinomial(300, p, 2000), strict=True))

    raw = np.mean([psi(*pair) for pair in pairs])
    debiased = np.mean([psi(*pair, debias=True) for pair in pairs])

    assert raw > true + 0.02
    assert debiased == pytest.approx(true, abs=0.004)


def test_sparse_bins_are_not_debiased_by_the_law_for_large_samples() -> None:
    """30 bins, 50 rows a side: chance adds .76, the law says 1.16 and would read -.36."""
    rng = np.random.default_rng(5)
    shares = np.full(30, 1 / 30)
    pairs = list(
        zip(rng.multinomial(50, shares, 1000), rng.multinomial(50, shares, 1000), strict=True)
    )

    exact = np.array([psi(*pair, debias=True) for pair in pairs])
    by_law = np.array([psi(*pair) - mean_without_drift(*pair) for pair in pairs])

    assert abs(exact.mean()) < 2.8 * exact.std() / np.sqrt(1000)
    assert by_law.mean() < -0.3


def test_bins_empty_on_both_sides_carry_no_bias() -> None:
    """A category that neither period holds adds nothing, so nothing is taken off for it."""
    assert mean_without_drift([5, 5, 0], [5, 5, 0]) == pytest.approx((0.1 + 0.1) * 1)


def test_ten_million_rows_do_not_overflow() -> None:
    """Counts are summed as integers and divided as floats."""
    big = np.array([10_000_000, 10_000_000], dtype=np.int32)

    assert psi(big, big[::-1]) == 0.0


def test_negative_smoothing_is_refused() -> None:
    """It would make shares below 0."""
    with pytest.raises(ValueError, match="smoothing must be >= 0"):
        psi([1, 2], [1, 2], smoothing=-0.5)


def test_no_row_is_scarce_data() -> None:
    """A window without rows has no shares."""
    with pytest.raises(NotEnoughData, match="reference has 0 rows"):
        psi([0, 0], [1, 2])
