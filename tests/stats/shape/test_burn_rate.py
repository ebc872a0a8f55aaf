"""Burn of an objective."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.shape import burn_rate


def test_by_hand() -> None:
    """144 of 1,000 wrong where 1 % may be: 14.4 times."""
    assert burn_rate(144, 1000, objective=0.99).value == pytest.approx(14.4)
    assert burn_rate(10, 1000, objective=0.99).value == pytest.approx(1.0)


@pytest.mark.parametrize(("errors", "rows"), [(0, 5), (3, 40), (40, 40), (700, 10_000_000)])
def test_limits_are_those_of_the_rate(errors: int, rows: int) -> None:
    """The exact interval of scipy, divided by the rate allowed."""
    oracle = binomtest(errors, rows).proportion_ci(0.9, method="exact")

    burn = burn_rate(errors, rows, objective=0.95)

    assert (burn.lower, burn.upper) == pytest.approx((oracle.low / 0.05, oracle.high / 0.05))


def test_budget_spent_is_burn_times_the_part_of_the_period() -> None:
    """The identity of the workbook: 14.4 for 1 of 720 hours spends 2 %."""
    burn = burn_rate(1440, 10_000, objective=0.99).value

    assert burn * 1 / 720 == pytest.approx(0.02)


def test_no_row_is_unknown() -> None:
    """No error among no rows is no good news."""
    with pytest.raises(NotEnoughData, match="rows is 0"):
        burn_rate(0, 0, objective=0.99)


def test_nonsense_is_refused() -> None:
    """By name."""
    with pytest.raises(ValueError, match="errors must be at most rows, got 2 of 1"):
        burn_rate(2, 1, objective=0.99)
    with pytest.raises(ValueError, match="objective must lie"):
        burn_rate(1, 2, objective=1.0)
