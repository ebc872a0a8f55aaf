"""Wasserstein from counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from watchkeeper.stats.distance import wasserstein, wasserstein_bounds

samples = st.lists(st.floats(0, 30), min_size=1, max_size=40)
EDGES = np.array([0.0, 1.0, 1.5, 4.0, 9.0, 10.0, 22.0, 30.0])


def counts(values: list[float]) -> np.ndarray:
    """Return the rows of *values* by bin."""
    return np.histogram(values, EDGES)[0]


def test_by_hand() -> None:
    """Half of the rows move from the middle .5 to the middle 3."""
    assert wasserstein([4, 0], [2, 2], edges=[0, 1, 5]) == pytest.approx(0.5 * 2.5)


def test_without_edges_it_counts_bins() -> None:
    """All rows two bins further."""
    assert wasserstein([7, 0, 0], [0, 0, 9]) == pytest.approx(2.0)


def test_equals_scipy_on_the_middles() -> None:
    """An independent implementation with weights."""
    rng = np.random.default_rng(1)
    middles = (EDGES[:-1] + EDGES[1:]) / 2
    for _ in range(20):
        reference, current = rng.poisson(5, 7) + 1, rng.poisson(9, 7)
        expected = wasserstein_distance(middles, middles, reference, current)

        assert wasserstein(reference, current, edges=EDGES) == pytest.approx(expected)


@given(a=samples, b=samples)
def test_the_exact_distance_lies_between(a: list[float], b: list[float]) -> None:
    """For any two samples, bins of unequal widths."""
    reference, current = counts(a), counts(b)
    exact = wasserstein_distance(a, b)

    lower, upper = wasserstein_bounds(reference, current, edges=EDGES)

    assert lower - 1e-9 <= exact <= upper + 1e-9
    value = wasserstein(reference, current, edges=EDGES)
    assert lower - 1e-9 <= value <= upper + 1e-9


@given(a=samples, b=samples)
def test_half_the_width_of_a_row_is_the_most_it_is_off(a: list[float], b: list[float]) -> None:
    """The known bound: half the sum over bins of the width times the shares of both sides."""
    reference, current = counts(a), counts(b)
    shares = reference / len(a) + current / len(b)
    reach = float(np.diff(EDGES) @ shares) / 2
    value = wasserstein(reference, current, edges=EDGES)

    lower, upper = wasserstein_bounds(reference, current, edges=EDGES)

    assert abs(wasserstein_distance(a, b) - value) <= reach + 1e-9
    assert value - reach - 1e-9 <= lower
    assert upper <= value + reach + 1e-9


def test_bounds_are_reached() -> None:
    """One bin of width 4: equal values, or all of one side at one end; .5 moved out of it."""
    assert wasserstein_bounds([3], [5], edges=[0, 4]) == (0.0, 4.0)
    assert wasserstein_bounds([4, 0], [2, 2], edges=[0, 1, 5]) == pytest.approx((0.0, 1 + 2))
    exact = wasserstein_distance([0, 0, 0, 0], [1, 1, 5, 5])
    assert exact == pytest.approx(3.0)


def test_bins_of_one_value_leave_nothing_open() -> None:
    """A spike at 0 between two bins: rows moved from it to it are known to stay."""
    edges = [-1, 0, 0, 2]

    assert wasserstein_bounds([0, 9, 0], [0, 4, 0], edges=edges) == (0.0, 0.0)
    lower, upper = wasserstein_bounds([0, 10, 0], [0, 5, 5], edges=edges)
    assert (lower, upper) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e6])
def test_unit_of_the_edges_is_that_of_the_answer(factor: float) -> None:
    """Metres or millimetres, and from any origin."""
    reference, current = [5, 1, 2, 8, 1, 0, 3], [1, 1, 9, 2, 0, 4, 3]
    value = wasserstein(reference, current, edges=EDGES)

    assert wasserstein(reference, current, edges=EDGES * factor + 7) == pytest.approx(
        value * factor
    )
    bounds = wasserstein_bounds(reference, current, edges=EDGES * factor)
    assert np.array(bounds) == pytest.approx(
        np.array(wasserstein_bounds(reference, current, edges=EDGES)) * factor
    )


@pytest.mark.parametrize(
    ("edges", "says"),
    [
        ([0.0, 1.0], "2 bins need 3 edges, got 2"),
        ([0.0, 2.0, 1.0], "edges must ascend"),
        ([0.0, 1.0, np.inf], "edges holds 1 NaN or infinite"),
    ],
    ids=["too few", "not ascending", "infinite"],
)
def test_edges_that_do_not_fit_are_refused(edges: list[float], says: str) -> None:
    """The message says what is wrong with them."""
    with pytest.raises(ValueError, match=says):
        wasserstein([1, 2], [2, 1], edges=edges)
