"""The test of a population stability index against what is tolerated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chi2, ncx2

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import psi
from watchkeeper.stats.two_sample import TestResult, psi_test


def tilted(bins: int, target: float) -> tuple[np.ndarray, np.ndarray]:
    """Return equal shares and shares whose index against them is *target*."""
    q, slope = np.full(bins, 1 / bins), np.linspace(-1, 1, bins)
    low, high = 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        p = np.exp(middle * slope)
        p /= p.sum()
        low, high = (low, middle) if np.sum((p - q) * np.log(p / q)) > target else (middle, high)
    return q, p


def test_statistic_is_the_index() -> None:
    """The smoothed index of bins that are all full."""
    reference, current = [400, 300, 300], [100, 120, 80]

    result = psi_test(reference, current)

    assert result.statistic == psi(reference, current)
    assert (result.n, result.m) == (1000, 300)


def test_zero_tolerance_is_the_central_chi_square() -> None:
    """Index / (1/n + 1/m) with bins - 1 degrees of freedom."""
    result = psi_test([400, 300, 300], [100, 120, 80], tolerated=0)

    k = 1 / 1000 + 1 / 300
    assert result.p_value == pytest.approx(chi2.sf(result.statistic / k, 2))


def test_p_value_is_never_below_the_noncentral_law() -> None:
    """The delta-method guard can only raise it."""
    reference, current = [400, 300, 300], [60, 40, 200]
    k = 1 / 1000 + 1 / 300

    result = psi_test(reference, current)

    assert result.p_value >= ncx2.sf(result.statistic / k, 2, 0.1 / k)


@pytest.mark.parametrize(
    ("m", "critical"), [(100, 0.407), (300, 0.237), (1000, 0.165), (10_000, 0.124)]
)
def test_critical_values_of_the_law(m: int, critical: float) -> None:
    """methods.md k: tolerated .1, 99 %, 10 bins, a reference of 10,000."""
    k = 1 / 10_000 + 1 / m

    assert k * ncx2.ppf(0.99, 9, 0.1 / k) == pytest.approx(critical, abs=0.001)


@pytest.mark.parametrize(
    ("n", "m", "bins"), [(10_000, 1000, 10), (10_000, 5000, 3), (500, 500, 30)]
)
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_size_at_the_tolerance(n: int, m: int, bins: int, alpha: float) -> None:
    """A true index of exactly .1 is called above .1 by chance alpha at most (3 s.e.)."""
    rng = np.random.default_rng([n, m, bins])
    q, p = tilted(bins, 0.1)
    pairs = zip(rng.multinomial(n, q, 800), rng.multinomial(m, p, 800), strict=True)

    false_alarms = sum(psi_test(*pair).p_value <= alpha for pair in pairs)

    assert false_alarms <= binom.isf(0.00135, 800, alpha)


def test_size_without_tolerance() -> None:
    """Zipf categories, most of them sparse: .05 of 2,000 pairs, within 3 standard errors."""
    rng = np.random.default_rng(4)
    shares = 1 / np.arange(1, 101)
    shares /= shares.sum()
    pairs = zip(
        rng.multinomial(1000, shares, 2000), rng.multinomial(500, shares, 2000), strict=True
    )

    false_alarms = sum(psi_test(*pair, tolerated=0).p_value <= 0.05 for pair in pairs)

    assert binom.ppf(0.00135, 2000, 0.04) <= false_alarms <= binom.isf(0.00135, 2000, 0.05)


def test_no_drift_is_silent_under_a_tolerance() -> None:
    """Evidently's fixed cut of .1 fires on 99 % of these: none of 500 here."""
    rng = np.random.default_rng(8)
    shares = np.full(10, 0.1)
    pairs = zip(rng.multinomial(5000, shares, 500), rng.multinomial(60, shares, 500), strict=True)

    assert sum(psi_test(*pair).p_value <= 0.01 for pair in pairs) == 0


def test_power_at_a_quarter() -> None:
    """An index of .25 in 10 bins, 1 %, a reference of 10,000: seen in .8 at 500 rows.

    The noncentral law alone gets there at 330 (methods.md k); the guard costs the difference.
    """
    rng = np.random.default_rng(6)
    q, p = tilted(10, 0.25)

    def found(m: int) -> list[TestResult]:
        pairs = zip(rng.multinomial(10_000, q, 400), rng.multinomial(m, p, 400), strict=True)
        return [psi_test(*pair) for pair in pairs]

    guarded = np.mean([r.p_value <= 0.01 for r in found(500)])
    k = 1 / 10_000 + 1 / 330
    alone = np.mean([ncx2.sf(r.statistic / k, 9, 0.1 / k) <= 0.01 for r in found(330)])

    three_errors = 3 * np.sqrt(0.8 * 0.2 / 400)
    assert guarded >= 0.8 - three_errors
    assert alone == pytest.approx(0.8, abs=three_errors)


def test_small_windows_are_unknown() -> None:
    """Fifty rows on thirty bins leave one pooled bin: no verdict, and the message has both."""
    with pytest.raises(NotEnoughData, match="50 and 50 rows leave 1 bin"):
        psi_test([2] * 20 + [1] * 10, [1] * 10 + [2] * 20)


def test_large_windows_stay_finite() -> None:
    """Ten million rows on either side: p is 0 or 1, never NaN."""
    flat = np.full(10, 1_000_000)

    assert psi_test(flat, flat).p_value == 1.0
    assert psi_test(flat, flat * np.arange(1, 11)).p_value == 0.0


def test_tolerance_below_zero_is_refused() -> None:
    """There is no smaller index than 0."""
    with pytest.raises(ValueError, match="tolerated must be >= 0"):
        psi_test([50, 50], [50, 50], tolerated=-0.1)
