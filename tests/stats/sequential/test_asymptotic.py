"""Asymptotic confidence sequence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.sequential import asymptotic


def test_the_formula_of_a_constant_spread() -> None:
    """methods.md c1: mean +- sd sqrt(2 (t r + 1) / (t^2 r) ln(sqrt(t r + 1) / alpha))."""
    x = np.tile([0.0, 1.0], 500)
    t, alpha = 1000, 0.05

    sequence = asymptotic(x, tightest_at=500)

    r = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / 500
    half = 0.5 * math.sqrt(2 * (t * r + 1) / (t**2 * r) * math.log(math.sqrt(t * r + 1) / alpha))
    assert sequence.upper[-1] == pytest.approx(0.5 + half, rel=1e-12)
    assert sequence.lower[-1] == pytest.approx(0.5 - half, rel=1e-12)


def test_a_planned_deviation_is_the_same_where_it_is_right() -> None:
    """The rows' own standard deviation is .5 after every second row."""
    x = np.tile([0.0, 1.0], 500)

    own, planned = asymptotic(x), asymptotic(x, deviation=0.5)

    assert planned.upper[-1] == pytest.approx(own.upper[-1], rel=1e-12)


@pytest.mark.parametrize(("n", "half"), [(500, 0.041), (1000, 0.0290), (4500, 0.0144)])
def test_half_widths_of_the_table(n: int, half: float) -> None:
    """methods.md c1 at p = .9, tightest at 500; one part in fifty for their draw.

    Their .099 at 100 rows rests on ten errors: here that is unknown.
    """
    sequence = asymptotic(np.tile([0.0] + [1.0] * 9, n // 10), first=1)

    assert (sequence.upper[-1] - sequence.lower[-1]) / 2 == pytest.approx(half, rel=0.02)
    assert np.isinf(sequence.upper[99])


def test_no_limits_before_the_first_row_asked_for() -> None:
    """Infinite up to row 199, finite from row 200 on."""
    sequence = asymptotic(np.tile([0.0, 1.0], 200))

    assert np.isinf(sequence.upper[:199]).all()
    assert np.isfinite(sequence.upper[199:]).all()


def test_rare_events_need_about_twenty_of_them() -> None:
    """One error in a hundred rows: limits from row 2,000 or so on, where 20 were seen."""
    x = np.tile([1.0] + [0.0] * 99, 40)

    sequence = asymptotic(x)

    known = np.flatnonzero(np.isfinite(sequence.upper))
    assert 1900 <= known[0] <= 2100


@pytest.mark.parametrize("values", [np.ones(5000), np.r_[np.zeros(4999), 1.0], np.zeros(10), []])
def test_what_rests_on_few_rows_is_unknown(values: np.ndarray) -> None:
    """No error at all, one error, too few rows: no verdict."""
    with pytest.raises(NotEnoughData, match="needs 200 and a spread"):
        asymptotic(values)


def test_far_from_zero_nothing_is_lost() -> None:
    """Epoch seconds: the same width as about 0."""
    x = np.random.default_rng(0).normal(size=3000)

    near, far = asymptotic(x), asymptotic(x + 1.7e9)

    assert far.upper[-1] - far.lower[-1] == pytest.approx(near.upper[-1] - near.lower[-1], rel=1e-5)


def test_unit_and_order() -> None:
    """Scaled with the values; the last limits do not depend on the order of the rows."""
    x = np.random.default_rng(1).exponential(size=3000)

    last = asymptotic(x).upper[-1]

    assert asymptotic(1000 * x).upper[-1] == pytest.approx(1000 * last)
    assert asymptotic(x[::-1]).upper[-1] == pytest.approx(last)


@pytest.mark.parametrize("name", ["tightest_at", "deviation"])
def test_plans_are_positive(name: str) -> None:
    """The message names the argument."""
    with pytest.raises(ValueError, match=f"{name} must be > 0"):
        asymptotic(np.tile([0.0, 1.0], 200), **{name: 0.0})
