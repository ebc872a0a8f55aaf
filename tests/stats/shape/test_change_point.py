"""When a series changed."""

from __future__ import annotations

import numpy as np
import pytest
import ruptures

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.shape import ChangePoint, change_point


def test_without_noise() -> None:
    """Four zeros, then eight ones: the place is 4 and there is no other."""
    found = change_point([0.0] * 4 + [1.0] * 8)

    assert found == ChangePoint(4, 4, 4, 0.0, 1.0)


def test_by_hand() -> None:
    """All places whose n ln(RSS / least RSS) is at most 7.352, each RSS summed anew."""
    values = np.random.default_rng(3).normal(size=40) + (np.arange(40) >= 22)
    rss = np.array(
        [sum(((v - v.mean()) ** 2).sum() for v in (values[:a], values[a:])) for a in range(1, 40)]
    )
    near = 1 + np.flatnonzero(40 * np.log(rss / rss.min()) <= 7.352)

    found = change_point(values)

    assert found.place == 1 + np.argmin(rss)
    assert (found.lower, found.upper) == (near.min(), near.max())
    assert found.before == pytest.approx(values[: found.place].mean())
    assert found.after == pytest.approx(values[found.place :].mean())


@pytest.mark.parametrize("seed", range(10))
def test_place_is_that_of_ruptures(seed: int) -> None:
    """One change-point by dynamic programming, and by binary segmentation."""
    values = np.random.default_rng(seed).normal(size=90) + (np.arange(90) >= 30 + seed)
    dynp = ruptures.Dynp(model="l2", min_size=1, jump=1).fit(values).predict(n_bkps=1)
    binseg = ruptures.Binseg(model="l2", min_size=1, jump=1).fit(values).predict(n_bkps=1)

    assert change_point(values).place == dynp[0] == binseg[0]


def test_limit_is_the_law_of_two_exponentials() -> None:
    """The likelihood ratio of the true place, with small steps and long series.

    Its limit is twice the maximum over both sides of Brownian motions with drift -|t| / 2; that
    maximum is exponential a side, so a level of .95 needs -2 ln(1 - sqrt(.95)).
    """
    rng = np.random.default_rng(0)
    runs, steps, size = 2000, 2000, 0.1
    sides = [
        (size * rng.normal(size=(runs, steps)) - size**2 / 2).cumsum(1).max(1) for _ in range(2)
    ]
    ratio = 2 * np.maximum(np.maximum(*sides), 0.0)

    assert np.mean(ratio <= -2 * np.log(1 - np.sqrt(0.95))) == pytest.approx(0.95, abs=0.015)


def test_a_higher_level_is_wider() -> None:
    """And holds the narrower one."""
    values = np.random.default_rng(1).normal(size=90) + (np.arange(90) >= 50)
    low, high = change_point(values, level=0.5), change_point(values, level=0.99)

    assert high.lower < low.lower <= low.place <= low.upper < high.upper


def test_larger_steps_are_narrower() -> None:
    """In the limit one place."""
    noise, time = np.random.default_rng(1).normal(size=90), np.arange(90)
    widths = [
        found.upper - found.lower
        for found in (change_point(noise + size * (time >= 50)) for size in (0.5, 1, 2, 10, 1e6))
    ]

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


@pytest.mark.parametrize(("unit", "offset"), [(1e-9, 0.0), (1e9, 0.0), (1.0, 1e6), (-1.0, 5.0)])
def test_units_do_not_matter(unit: float, offset: float) -> None:
    """The places are the same; the levels follow."""
    values = np.random.default_rng(5).normal(size=60) + 2 * (np.arange(60) >= 30)
    plain, other = change_point(values), change_point(unit * values + offset)

    assert (other.place, other.lower, other.upper) == (plain.place, plain.lower, plain.upper)
    assert other.after == pytest.approx(unit * plain.after + offset)


def test_turned_round_in_time() -> None:
    """The place counts from the other end."""
    values = np.random.default_rng(5).normal(size=60) + 2 * (np.arange(60) >= 20)
    plain, other = change_point(values), change_point(values[::-1])

    assert (other.place, other.lower, other.upper) == (
        60 - plain.place,
        60 - plain.upper,
        60 - plain.lower,
    )


def test_too_little_is_unknown() -> None:
    """Nine values; or ten that are all the same."""
    with pytest.raises(NotEnoughData, match="values has 9 rows, needs 10"):
        change_point(np.arange(9))
    with pytest.raises(NotEnoughData, match="1 distinct value in 10 rows"):
        change_point(np.full(10, 0.1))
