"""Losses of probabilities and of numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats import estimate as weighted


@pytest.mark.parametrize("name", ["log_loss", "brier"])
def test_the_foreseen_part_is_the_expected_loss(window: Any, name: str) -> None:
    """With one label that costs what was expected, only the expectation is left."""
    p = window.score
    loss = {
        "log_loss": -p * np.log(p) - (1 - p) * np.log1p(-p),
        "brier": p * (1 - p),
    }[name]
    per_label = {
        "log_loss": lambda y, r: -np.log(np.where(y == 1, r, 1 - r)),
        "brier": lambda y, r: (y - r) ** 2,
    }[name]
    seen = window.labelled
    correction = np.sum((per_label(window.label, p) - loss)[seen] / window.inclusion[seen])

    e = getattr(weighted, name)(window.label, p, window.inclusion, seen, score=p)

    assert e.value == pytest.approx((loss.sum() + correction) / 3000)
    assert e.enough


def test_certain_forecasts_that_are_right_cost_nothing() -> None:
    """Log loss and Brier score 0; the limit above is what the scores still allow."""
    y = np.tile([1.0, 0.0], 100)
    chance = np.full(200, 0.5)
    labelled = np.arange(200) < 100

    e = weighted.brier(y, y, chance, labelled, score=y)

    assert e.value == e.lower == 0.0
    assert 0.0 < e.upper < 0.1
    assert not e.enough


def test_a_wrong_certainty_is_finite() -> None:
    """36.04 nats, as scikit-learn counts it."""
    e = weighted.log_loss([1.0, 1.0], [0.0, 1.0], [1.0, 1.0], [1, 1])

    assert e.value == pytest.approx(36.0437 / 2, rel=1e-4)


def test_expected_losses_make_it_narrower() -> None:
    """A model of the absolute error, even a rough one."""
    rng = np.random.default_rng(0)
    scale = rng.gamma(2.0, 1.0, 5000)
    y = scale * rng.normal(size=5000)
    chance, seen = np.full(5000, 0.1), rng.random(5000) < 0.1
    given = (y, np.zeros(5000), chance, seen)

    alone, foreseen = weighted.mae(*given), weighted.mae(*given, expected=0.8 * scale)

    assert foreseen.standard_error < 0.9 * alone.standard_error
    assert foreseen.value == pytest.approx(np.abs(y).mean(), abs=3 * foreseen.standard_error)


def test_rmse_is_the_root_of_the_squares() -> None:
    """Value, limits, and the standard error by its slope."""
    rng = np.random.default_rng(1)
    error = rng.normal(size=400)
    chance, seen = np.full(400, 0.5), rng.random(400) < 0.5

    e = weighted.rmse(np.zeros(400), error, chance, seen)
    squares = weighted.quantile_loss(np.zeros(400), 2 * error**2, chance, seen)

    assert e.value**2 == pytest.approx(squares.value)
    assert (e.lower**2, e.upper**2) == pytest.approx((squares.lower, squares.upper))
    assert e.standard_error == pytest.approx(squares.standard_error / (2 * e.value))


def test_the_unit_is_that_of_the_label() -> None:
    """In pounds instead of kilograms all is 2.2 times as much."""
    rng = np.random.default_rng(2)
    y, said = rng.normal(80.0, 10.0, 500), rng.normal(80.0, 10.0, 500)
    chance, seen = np.full(500, 0.4), rng.random(500) < 0.4
    for name in ("mae", "rmse", "bias", "quantile_loss"):
        call = getattr(weighted, name)

        first, second = call(y, said, chance, seen), call(2.2 * y, 2.2 * said, chance, seen)

        for part in ("value", "lower", "upper"):
            assert getattr(second, part) == pytest.approx(2.2 * getattr(first, part)), name


def test_quantile_loss_by_hand() -> None:
    """At .9: a label 10 above costs 9, one 10 below costs 1."""
    e = weighted.quantile_loss([20.0, 0.0], [10.0, 10.0], [1.0, 1.0], [1, 1], quantile=0.9)

    assert e.value == pytest.approx(5.0)
    with pytest.raises(ValueError, match="quantile must lie between 0 and 1"):
        weighted.quantile_loss([20.0, 0.0], [10.0, 10.0], [1.0, 1.0], [1, 1], quantile=1.0)


def test_so_uneven_that_no_upper_limit_can_be_stated() -> None:
    """One label carries all: infinity rather than a number that does not hold."""
    y = np.append(np.zeros(29), 1e6)

    e = weighted.mae(y, np.zeros(30), np.full(30, 0.9), np.ones(30))

    assert math.isinf(e.upper)
    assert 0.0 < e.lower < e.value
