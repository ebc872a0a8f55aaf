"""Alarm that a model does worse than on its reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import beta

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.sequential import asymptotic, empirical_bernstein, harmful_shift

ERRORS = np.tile([1.0] + [0.0] * 9, 100)


def test_limit_of_errors_is_clopper_pearson() -> None:
    """100 of 1,000 at one-sided 2.5 %, plus what is tolerated."""
    found = harmful_shift(ERRORS, ERRORS, tolerated=0.03)

    assert found.limit == pytest.approx(beta.ppf(0.975, 101, 900) + 0.03)
    assert found.alarm is None


def test_limit_of_other_losses_by_hand() -> None:
    """Two losses: 1 - (sum(s x) - ln 40 - spread) / sum(s) on x = 1 - loss, cut at 1."""
    losses = np.tile([0.1, 0.3], 400)

    limit = harmful_shift(losses, losses).limit

    x, mean, variance, top, spread, total = 1 - losses, 0.5, 0.25, 0.0, 0.0, 0.0
    seen = squares = 0.0
    for t, value in enumerate(x, start=1):
        s = min(0.5, math.sqrt(2 * math.log(40) / (variance * x.size)))
        top, total = top + s * value, total + s
        spread += (value - mean) ** 2 * (-math.log(1 - s) - s)
        seen += value
        mean = (0.5 + seen) / (t + 1)
        squares += (value - mean) ** 2
        variance = (0.25 + squares) / (t + 1)
    assert limit == pytest.approx(1 - (top - math.log(40) - spread) / total)
    assert 0.2 < limit < 0.24


def test_lower_limits_are_those_of_the_sequence() -> None:
    """Each side is wrong with half of what the level leaves."""
    target = np.tile([1.0, 0.0], 400)

    bernstein = harmful_shift(ERRORS, target)
    clt = harmful_shift(ERRORS, target, by="asymptotic")

    assert np.array_equal(bernstein.lower, empirical_bernstein(target, level=0.95).lower)
    assert np.array_equal(clt.lower, asymptotic(target, level=0.95).lower)


def test_alarm_is_the_first_row_above_the_limit() -> None:
    """And stays the first whatever comes after."""
    found = harmful_shift(ERRORS, np.r_[np.ones(40), np.zeros(2000)])

    assert found.alarm is not None
    assert (found.lower[: found.alarm] <= found.limit).all()
    assert found.lower[found.alarm] > found.limit >= found.lower[-1]


def test_a_shift_that_does_good_is_silent() -> None:
    """Fewer errors than the reference, however many rows."""
    assert harmful_shift(ERRORS, np.tile([1.0] + [0.0] * 49, 400)).alarm is None


def test_terms_of_sampled_rows_by_either_sequence() -> None:
    """A rise of .2 in terms f + w (m - f) with pi from .1: both find it, inside their ranges."""
    rng = np.random.default_rng(3)
    n, pi = 20_000, 0.1
    drawn, error = rng.random(n) < pi, rng.random(n) < 0.3
    terms = 0.1 + np.where(drawn, (error - 0.1) / pi, 0.0)

    bernstein = harmful_shift(ERRORS, terms, lowest=1 - 1 / pi, highest=1 / pi)
    clt = harmful_shift(ERRORS, terms, by="asymptotic", first=2000, tightest_at=5000)

    assert bernstein.alarm is not None
    assert clt.alarm is not None
    assert bernstein.lower[-1] < clt.lower[-1] < 0.3


def test_refusals() -> None:
    """Nothing to compare, no such sequence, a tolerance below 0, percentages."""
    with pytest.raises(NotEnoughData, match="source has 0 rows, needs 1"):
        harmful_shift([], ERRORS)
    with pytest.raises(NotEnoughData, match="values has 0 rows, needs 1"):
        harmful_shift(ERRORS, [])
    with pytest.raises(ValueError, match="by must be 'bernstein' or 'asymptotic', got 'betting'"):
        harmful_shift(ERRORS, ERRORS, by="betting")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="tolerated must be >= 0"):
        harmful_shift(ERRORS, ERRORS, tolerated=-0.1)
    with pytest.raises(ValueError, match=r"source must lie in \[0, 1\]"):
        harmful_shift(100 * ERRORS, ERRORS)
