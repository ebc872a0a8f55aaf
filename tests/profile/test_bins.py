"""Cells cut on the reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from watchkeeper.profile.bins import (
    CELLS,
    category_bins,
    equal_mass_edges,
    numeric_bins,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


def test_few_values_are_cells_of_their_own() -> None:
    """Three distinct values give three cells and "off-grid"."""
    bins = numeric_bins(np.array([3.0, 1.0, 1.0, 2.0]))
    assert bins.discrete
    assert bins.edges.tolist() == [1.0, 2.0, 3.0]
    assert (bins.size, bins.low, bins.high) == (4, 1.0, 3.0)


def test_many_values_give_cells_of_equal_mass() -> None:
    """Of 6,400 distinct values each of 64 cells takes a hundred, give or take one."""
    values = np.arange(6_400.0)
    bins = numeric_bins(values)
    counts = np.histogram(values, bins.edges)[0]
    assert bins.size == CELLS
    assert counts.min() >= 99
    assert counts.max() <= 101


def test_a_mass_point_has_its_cell_alone() -> None:
    """Of 10,000 values 9,900 are 0: the others do not share their cell."""
    values = np.concatenate([np.zeros(9_900), np.arange(1.0, 101.0)])
    bins = numeric_bins(values)
    assert bins.edges[:2].tolist() == [0.0, 1.0]


@given(hnp.arrays(np.float64, st.integers(1, 300), elements=finite))
def test_edges_hold_every_value(values: np.ndarray) -> None:
    """Edges are distinct reference values from the smallest to the largest, at most 65."""
    bins = numeric_bins(values)
    assert (np.diff(bins.edges) > 0).all()
    assert (bins.low, bins.high) == (values.min(), values.max())
    assert bins.size <= CELLS + 1
    assert np.isin(bins.edges, values).all()
    assert np.isfinite([bins.mean, bins.sd]).all()
    assert bins.sd > 0


def test_moments_are_those_of_numpy() -> None:
    """Mean and population s.d. agree with NumPy on ordinary values."""
    values = np.random.default_rng(1).normal(20, 3, 1_000)
    bins = numeric_bins(values)
    assert bins.mean == pytest.approx(values.mean(), rel=1e-12)
    assert bins.sd == pytest.approx(values.std(), rel=1e-12)


def test_a_constant_column_has_unit_spread() -> None:
    """0.1 added up a thousand times would leave a spread of rounding errors."""
    bins = numeric_bins(np.full(1_000, 0.1))
    assert (bins.mean, bins.sd) == (0.1, 1.0)


def test_moments_of_extreme_values_stay_finite() -> None:
    """Neither the sum nor the squares of values near the largest float overflow."""
    bins = numeric_bins(np.array([-1.7e308, 1.7e308]))
    assert (bins.mean, bins.sd) == (0.0, 1.7e308)


def test_small_spread_about_a_large_mean_keeps_its_digits() -> None:
    """Seconds since 1970 differ by ones: a naive sum of squares would lose them."""
    bins = numeric_bins(1.7e9 + np.array([0.0, 1.0]))
    assert bins.sd == pytest.approx(0.5, rel=1e-6)


def test_negative_zero_is_zero() -> None:
    """Equal values give equal bytes, whichever zero came first."""
    assert not np.signbit(numeric_bins(np.array([-0.0, 1.0])).edges).any()


def test_categories_are_ordered_by_count_then_name() -> None:
    """Ties are settled by name, so that the order never depends on the rows'."""
    bins = category_bins({"b": 1, "c": 5, "a": 1}, extra=("d",))
    assert bins.names == ("c", "a", "b", "d")
    assert bins.size == 5


def test_the_hundred_and_first_category_is_other_but_known() -> None:
    """Only a hundred names have cells; the rest are no surprise."""
    bins = category_bins({f"{i:03}": 1 for i in range(101)})
    assert len(bins.names) == 100
    assert "100" in bins.known - set(bins.names)


def test_equal_mass_edges_of_few_values_are_these_values() -> None:
    """Five distinct scores need no more than five edges."""
    assert equal_mass_edges(np.array([0.2, 0.1, 0.2, 0.9]), 1_024).tolist() == [0.1, 0.2, 0.9]
