"""Wilson's interval."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import wilson


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 10), (10, 10), (997, 1000)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_equals_scipy(successes: int, trials: int, level: float) -> None:
    """An independent implementation."""
    oracle = binomtest(successes, trials).proportion_ci(level, method="wilson")

    interval = wilson(successes, trials, level=level)

    assert (interval.lower, interval.upper) == pytest.approx((oracle.low, oracle.high))
    assert interval.value == successes / trials


def test_ends_are_exact() -> None:
    """No success leaves exactly 0 as the lower limit, no failure exactly 1 as the upper."""
    assert wilson(0, 7).lower == 0.0
    assert wilson(7, 7).upper == 1.0


def test_half_widths_at_nine_tenths() -> None:
    """methods.md c1: .060, .026, .0186, .0088 at n = 100, 500, 1,000, 4,500."""
    widths = [wilson(0.9 * n, n) for n in (100, 500, 1000, 4500)]

    halves = [(i.upper - i.lower) / 2 for i in widths]
    assert halves == pytest.approx([0.060, 0.026, 0.0186, 0.0088], abs=6e-4)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.35, 0.5, 0.93])
@pytest.mark.parametrize("n", [50, 200, 1000])
def test_coverage(share: float, n: int) -> None:
    """Exact, from the binomial law: at least .95 - .02 at each of these shares."""
    x = np.arange(n + 1)
    covers = [i.lower <= share <= i.upper for i in (wilson(k, n) for k in x)]

    assert binom.pmf(x, n, share) @ covers >= 0.93


def test_effective_numbers_are_taken() -> None:
    """Half the evidence: the interval of 30 of 50, from real numbers."""
    assert wilson(30.0, 50.0) == wilson(30, 50)
    assert wilson(2.5, 7.5).value == pytest.approx(1 / 3)


def test_no_trial_is_scarce_data() -> None:
    """There is no share of nothing."""
    with pytest.raises(NotEnoughData, match="trials is 0"):
        wilson(0, 0)


def test_more_successes_than_trials_are_refused() -> None:
    """Both numbers are in the message."""
    with pytest.raises(ValueError, match=r"got 3\.0 of 2\.0"):
        wilson(3, 2)
