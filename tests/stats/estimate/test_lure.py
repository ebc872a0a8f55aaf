"""The levelled unbiased risk estimator."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate import lure


def test_weights_by_hand() -> None:
    """Two of four rows: v1 = 1 + 2/3 (1/(4 q1) - 1), v2 = 1 + 2/2 (1/(3 q2) - 1)."""
    e = lure([2.0, 5.0], [0.4, 0.25], 4)

    v = 1 + 2 / 3 * (1 / 1.6 - 1), 1 + 1 / 0.75 - 1
    assert e.value == pytest.approx((2 * v[0] + 5 * v[1]) / 2)


def test_it_is_the_mean_on_average_exactly() -> None:
    """Over all ordered picks of two out of four, each with its chance."""
    loss, pull = np.array([1.0, 4.0, 2.0, 9.0]), np.array([0.1, 0.2, 0.3, 0.4])
    total = 0.0
    for first, second in itertools.permutations(range(4), 2):
        q = pull[first], pull[second] / (1 - pull[first])
        total += q[0] * q[1] * lure(loss[[first, second]], q, 4).value

    assert total == pytest.approx(loss.mean())


def test_even_picks_are_the_plain_mean() -> None:
    """q = 1 / (rows left): every weight is 1."""
    loss = np.random.default_rng(0).gamma(1.0, 1.0, 50)

    e = lure(loss, 1.0 / (400 - np.arange(50)), 400)

    assert e.value == pytest.approx(loss.mean())
    assert e.standard_error == pytest.approx(
        loss.std(ddof=1) / np.sqrt(50) * np.sqrt(350 / 400), rel=0.1
    )


def test_all_rows_picked_are_exact() -> None:
    """Whatever the proposal was: the mean, with no width."""
    loss, q = np.array([3.0, 1.0, 8.0]), np.array([0.5, 0.9, 1.0])

    e = lure(loss, q, 3)

    assert e.value == pytest.approx(4.0)
    assert e.lower == e.value == e.upper
    assert e.enough


def test_refusals() -> None:
    """By name, with what was found."""
    with pytest.raises(NotEnoughData, match="losses has 1 rows, needs 2"):
        lure([1.0], [0.5], 10)
    with pytest.raises(ValueError, match=r"proposal must lie in \(0, 1\]"):
        lure([1.0, 2.0], [0.5, 0.0], 10)
    with pytest.raises(ValueError, match="n must be at least the number of losses, got 1 and 2"):
        lure([1.0, 2.0], [0.5, 0.5], 1)
    assert lure([1.0, 2.0], [0.5, 0.5], 9).why == "2 labelled rows, an interval needs 30"
