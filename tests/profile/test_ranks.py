"""Ranks by search and by table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from watchkeeper.profile.ranks import rank_table, ranks_by_search

finite = st.floats(allow_nan=False, allow_infinity=False)
cuts_of_any_size = hnp.arrays(np.float64, st.integers(2, 70), elements=finite).map(np.unique)


@given(cuts_of_any_size, hnp.arrays(np.float64, st.integers(0, 200), elements=finite))
def test_both_ways_agree_on_any_floats(cuts: np.ndarray, values: np.ndarray) -> None:
    """Denormal, huge, equal to a cut or beside it: the table finds the rank that search finds."""
    table = rank_table(cuts)
    with np.errstate(over="ignore"):
        around = np.concatenate([cuts, np.nextafter(cuts, np.inf), np.nextafter(cuts, -np.inf)])
    values = np.concatenate([values, around[np.isfinite(around)]])
    if table is not None:
        assert (table.ranks(values) == ranks_by_search(values, cuts)).all()


@pytest.mark.parametrize("spread", [0.1, 1.0, 5.0, 30.0])
def test_both_ways_agree_where_cuts_crowd(spread: float) -> None:
    """Log-normal quantiles put most cuts in one bucket: those are searched."""
    values = np.exp(np.random.default_rng(5).normal(0, spread, 20_000))
    cuts = np.quantile(values, np.linspace(0, 1, 65))
    table = rank_table(cuts)
    assert table is not None
    assert (table.ranks(values) == ranks_by_search(values, cuts)).all()


@pytest.mark.parametrize("cuts", [[1.0], [-1.7e308, 1.7e308], [0.0, 5e-324]])
def test_no_table_where_no_grid_can_be_laid(cuts: list[float]) -> None:
    """A single cut has no width, and some widths overflow."""
    assert rank_table(np.array(cuts)) is None
