"""Labels over slices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, minimize

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.planning import allocate

W = np.array([0.5, 0.3, 0.2])
SIGMA = np.array([0.2, 0.3, 0.5])


def variance(labels: np.ndarray, weights: np.ndarray = W, sigma: np.ndarray = SIGMA) -> float:
    """Return the variance of the weighted mean over slices."""
    return float((np.square(weights * sigma) / labels).sum())


def test_by_hand() -> None:
    """Neyman .10 : .09 : .10; equal precision .04 : .09 : .25; exponent 0 .2 : .3 : .5."""
    assert allocate(W, SIGMA, budget=2900, rule="neyman").tolist() == [1000, 900, 1000]
    assert allocate(W, SIGMA, budget=3800, rule="equal_precision").tolist() == [400, 900, 2500]
    assert allocate(W, SIGMA, budget=1000, exponent=0.0).tolist() == [200, 300, 500]
    assert allocate([4, 1], [0.3, 0.3], budget=900).tolist() == [600, 300]


def test_what_neyman_saves_over_proportional() -> None:
    """The identity: V_prop - V_Neyman = (1/n) sum W (sigma - mean sigma)^2, to the last digits."""
    neyman = allocate(W, SIGMA, budget=2900, rule="neyman")
    saved = variance(2900 * W) - variance(neyman)

    assert saved == pytest.approx(W @ np.square(SIGMA - W @ SIGMA) / 2900, rel=1e-12)


def test_equal_precision_gives_equal_errors() -> None:
    """sigma / sqrt(n) is the same in all slices."""
    labels = allocate(W, SIGMA, budget=3_800_000, rule="equal_precision")

    assert np.ptp(SIGMA / np.sqrt(labels)) < 1e-7


def test_power_lies_between_the_two() -> None:
    """Exponent 1 is Neyman's rule; the default gives small slices more than that."""
    neyman = allocate(W, SIGMA, budget=2900, rule="neyman")

    assert np.array_equal(allocate(W, SIGMA, budget=2900, exponent=1.0), neyman)
    assert allocate(W, SIGMA, budget=2900)[2] > neyman[2]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("priced", [False, True])
def test_neyman_with_floors_and_caps_is_the_optimum(seed: int, priced: bool) -> None:
    """No allocation within floors, caps and budget has less variance, by scipy's optimiser."""
    rng = np.random.default_rng(seed)
    weights, sigma = rng.dirichlet(np.ones(6)), rng.uniform(0.05, 0.5, 6)
    caps = rng.integers(40, 3000, 6)
    costs = rng.uniform(0.5, 4.0, 6) if priced else np.ones(6)
    budget = 0.6 * float(costs @ caps)
    start = 30 + (caps - 30) * (budget - 30 * costs.sum()) / (costs @ (caps - 30))
    best = minimize(
        lambda n: 1e4 * variance(n, weights, sigma),
        start,
        jac=lambda n: -1e4 * np.square(weights * sigma / n),
        bounds=[(30, cap) for cap in caps],
        constraints=LinearConstraint(costs, -np.inf, budget),
        method="trust-constr",
        options={"maxiter": 3000, "gtol": 1e-9},
    )

    labels = allocate(weights, sigma, budget=budget, rule="neyman", costs=costs, caps=caps)

    assert (labels >= 30).all()
    assert (labels <= caps).all()
    assert budget - costs.max() * 6 < costs @ labels <= budget + 1e-9
    assert variance(labels, weights, sigma) <= variance(best.x, weights, sigma) * 1.002


def test_floors_and_caps_hold() -> None:
    """A tiny slice gets 30, a slice of 12 rows gets 12, the rest goes to the others."""
    labels = allocate([0.9, 0.09, 0.01], [0.3] * 3, budget=500, rule="neyman", caps=[400, 900, 12])

    assert labels.tolist() == [400, 88, 12]
    assert allocate([0.98, 0.02], [0.3, 0.3], budget=500, rule="neyman").tolist() == [470, 30]


def test_caps_below_the_budget_are_all_taken() -> None:
    """What is left is not spent on rows that are not there."""
    assert allocate(W, SIGMA, budget=1000, caps=[50, 60, 70]).tolist() == [50, 60, 70]


def test_whole_labels_spend_the_budget() -> None:
    """Not one is lost to rounding."""
    rng = np.random.default_rng(3)
    for budget in range(200, 300):
        weights, sigma = rng.dirichlet(np.ones(5)), rng.uniform(0.1, 0.5, 5)
        assert allocate(weights, sigma, budget=budget, floor=10).sum() == budget


def test_costs_move_labels_to_cheap_slices() -> None:
    """Four times the price, half the labels."""
    labels = allocate([1, 1], [0.4, 0.4], budget=6000, costs=[1, 4], rule="neyman", floor=0)

    assert labels.tolist() == [2000, 1000]


def test_constant_slices_stay_at_the_floor() -> None:
    """Nothing can be learned where nothing varies; all constant: floors only."""
    assert allocate([1, 1], [0.0, 0.4], budget=500).tolist() == [30, 470]
    assert allocate([1, 1], [0.0, 0.0], budget=500).tolist() == [30, 30]


def test_floors_that_are_not_paid_for_are_unknown() -> None:
    """What is needed is in the message."""
    with pytest.raises(NotEnoughData, match="budget is 60, needs 90 for the floor of 30"):
        allocate(W, SIGMA, budget=60)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"rule": "best"}, "rule must be one of 'power', .* got 'best'"),
        ({"exponent": 1.5}, "exponent must lie"),
        ({"costs": [1, 2]}, r"costs must have shape \(3,\)"),
        ({"costs": [1, 0, 2]}, "costs must be above 0"),
        ({"caps": [1, 2]}, r"caps must have shape \(3,\)"),
        ({"budget": -1}, "budget must be >= 0"),
    ],
    ids=str,
)
def test_contradictory_arguments_are_refused(arguments: dict[str, Any], says: str) -> None:
    """The message names the argument."""
    with pytest.raises(ValueError, match=says):
        allocate(W, SIGMA, **({"budget": 500} | arguments))
