"""Clopper and Pearson's interval."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import clopper_pearson


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 10), (10, 10), (997, 1000)])
def test_equals_scipy(successes: int, trials: int) -> None:
    """An independent implementation."""
    oracle = binomtest(successes, trials).proportion_ci(0.95, method="exact")

    interval = clopper_pearson(successes, trials)

    assert (interval.lower, interval.upper) == pytest.approx((oracle.low, oracle.high))


def test_no_success_in_many_trials_is_the_rule_of_three() -> None:
    """One-sided 95 %: 3 / n, a little less."""
    assert clopper_pearson(0, 1000, level=0.9).upper == pytest.approx(3 / 1000, rel=0.01)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.97])
def test_coverage_is_never_below_the_level(share: float) -> None:
    """Exact, from the binomial law with 60 trials."""
    x = np.arange(61)
    covers = [i.lower <= share <= i.upper for i in (clopper_pearson(k, 60) for k in x)]

    assert binom.pmf(x, 60, share) @ covers >= 0.95


def test_no_trial_is_scarce_data() -> None:
    """There is no share of nothing."""
    with pytest.raises(NotEnoughData, match="trials is 0"):
        clopper_pearson(0, 0)


def test_more_successes_than_trials_are_refused() -> None:
    """Both numbers are in the message."""
    with pytest.raises(ValueError, match=r"got 3\.0 of 2\.0"):
        clopper_pearson(3, 2)
