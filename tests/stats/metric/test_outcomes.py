"""Score interval of the mean of a value with a few outcomes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import mean, wilson
from watchkeeper.stats.metric import mean_of_outcomes


@pytest.mark.parametrize(("x", "n"), [(0, 5), (5, 5), (3, 5), (1, 1000), (10**8, 3 * 10**8)])
def test_two_outcomes_are_wilsons_interval(x: int, n: int) -> None:
    """Values 0 and 1, also at the ends and with very many rows."""
    found, wanted = mean_of_outcomes([n - x, x], [0, 1]), wilson(x, n)

    assert found.value == pytest.approx(wanted.value)
    assert (found.lower, found.upper) == pytest.approx((wanted.lower, wanted.upper), rel=1e-7)


def test_the_limit_is_where_the_likeliest_shares_with_that_mean_are_refused() -> None:
    """The constrained maximum of the likelihood, found by a general optimiser."""
    counts, values = np.array([12.0, 5.0, 30.0]), np.array([-4.0, 0.5, 2.0])
    n, seen = counts.sum(), counts @ values / counts.sum()
    found = mean_of_outcomes(counts, values)

    for limit in (found.lower, found.upper):
        best = minimize(
            lambda p: -counts @ np.log(p),
            counts / n,
            bounds=[(1e-9, 1.0)] * 3,
            constraints=[
                {"type": "eq", "fun": lambda p: p.sum() - 1.0},
                {"type": "eq", "fun": lambda p, t=limit: p @ values - t},
            ],
            options={"ftol": 1e-14, "maxiter": 500},
        ).x
        variance = best @ (values - limit) ** 2
        assert abs(seen - limit) == pytest.approx(1.959964 * np.sqrt(variance / n), rel=1e-3)


def test_many_rows_come_to_the_t_interval() -> None:
    """A million rows with a symmetric value."""
    counts, values = np.array([250_000, 500_000, 250_000]), np.array([-1.0, 0.0, 1.0])
    plain = mean(10**6, 0.0, 500_000.0)

    found = mean_of_outcomes(counts, values)

    assert (found.lower, found.upper) == pytest.approx((plain.lower, plain.upper), rel=1e-3)


def test_an_outcome_not_seen_yet_can_come() -> None:
    """100 rows worth 1; one that costs 50 may still be as likely as 3.7 %."""
    found = mean_of_outcomes([100, 0], [1, -50])

    share = wilson(0, 100).upper
    assert found.value == found.upper == 1.0
    assert found.lower == pytest.approx(1.0 - 51.0 * share)


def test_unit_and_sign_pass_through() -> None:
    """Limits in cents are 100 times those in euros; costs are values turned round."""
    counts, values = [5, 7, 20], np.array([3.0, -1.0, 0.5])
    euros = mean_of_outcomes(counts, values)

    cents, costs = mean_of_outcomes(counts, 100 * values), mean_of_outcomes(counts, -values)

    assert (cents.lower, cents.upper) == pytest.approx((100 * euros.lower, 100 * euros.upper))
    assert (costs.lower, costs.upper) == pytest.approx((-euros.upper, -euros.lower))


def test_equal_values_leave_nothing_open() -> None:
    """What every row is worth is known."""
    found = mean_of_outcomes([3, 4], [2.0, 2.0])

    assert (found.value, found.lower, found.upper) == (2.0, 2.0, 2.0)


def test_refusals() -> None:
    """Each by name."""
    with pytest.raises(NotEnoughData, match="counts add up to 0 rows, needs 1"):
        mean_of_outcomes([0, 0], [1, 2])
    with pytest.raises(ValueError, match="values holds 1 NaN"):
        mean_of_outcomes([1, 1], [1, np.nan])
    with pytest.raises(ValueError, match="same length, got 2 and 3"):
        mean_of_outcomes([1, 1], [1, 2, 3])
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        mean_of_outcomes([1, 1], [1, 2], level=95)
