"""Counts by run and cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.profile.bins import NumericBins, numeric_bins
from watchkeeper.profile.histogram import (
    BLOCK,
    by_search,
    count_with,
    cuts_of,
    histogram,
)
from watchkeeper.profile.ranks import rank_table

CONTINUOUS = NumericBins(np.array([0.0, 1.0, 3.0]), False, 0.0, 1.0)
DISCRETE = NumericBins(np.array([0.0, 1.0, 3.0]), True, 0.0, 1.0)


def test_continuous_cells_by_hand() -> None:
    """Cells are closed below, and the last one above too."""
    values = np.array([-0.1, 0.0, 0.9, 1.0, 3.0, 3.1, 9.0])
    below, cells, above = histogram(values, np.array([0, 7]), CONTINUOUS)
    assert (below.tolist(), cells.tolist(), above.tolist()) == ([1], [[2, 2]], [2])


def test_discrete_cells_by_hand() -> None:
    """What equals no reference value inside the range is off-grid, the last cell."""
    values = np.array([-1.0, 0.0, 1.0, 1.0, 2.0, 3.0, 4.0])
    below, cells, above = histogram(values, np.array([0, 7]), DISCRETE)
    assert (below.tolist(), cells.tolist(), above.tolist()) == ([1], [[1, 2, 1, 1]], [1])


def test_no_values_count_to_nothing() -> None:
    """Three empty runs have three rows of zeros."""
    below, cells, above = histogram(np.array([]), np.zeros(4, dtype=np.int64), CONTINUOUS)
    assert cells.shape == (3, 2)
    assert sum(part.sum() for part in (below, cells, above)) == 0


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(["normal", "integers", "few", "zeros", "heavy"]),
    st.lists(st.integers(0, 400), min_size=1, max_size=40),
)
def test_table_and_search_count_the_same(seed: int, kind: str, lengths: list[int]) -> None:
    """Whatever the values and the runs, both ways of looking up give identical counts."""
    rng = np.random.default_rng(seed)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    bins = numeric_bins(_values(rng, kind, 500))
    values = _values(rng, kind, int(offsets[-1])) + rng.choice([0.0, 0.5])
    table = rank_table(cuts_of(bins))
    expected = count_with(by_search(bins), values, offsets, bins)
    if table is not None:
        found = count_with(table.ranks, values, offsets, bins)
        assert all((a == b).all() for a, b in zip(found, expected, strict=True))
    assert sum(part.sum() for part in expected) == values.size
    assert (sum(part.reshape(len(lengths), -1).sum(1) for part in expected) == lengths).all()


@pytest.mark.parametrize("runs", [1, 7, 3_000])
def test_counts_do_not_depend_on_blocks(runs: int) -> None:
    """Values that fill several blocks agree with NumPy's own histogram, run by run."""
    rng = np.random.default_rng(2)
    values = rng.normal(size=2 * BLOCK + 17)
    offsets = np.linspace(0, values.size, runs + 1).astype(np.int64)
    bins = numeric_bins(rng.normal(size=5_000))
    below, cells, above = histogram(values, offsets, bins)
    for run in {0, runs // 2, runs - 1}:
        part = values[offsets[run] : offsets[run + 1]]
        assert (cells[run] == np.histogram(part, bins.edges)[0]).all()
        assert below[run] == (part < bins.low).sum()
        assert above[run] == (part > bins.high).sum()


def _values(rng: np.random.Generator, kind: str, n: int) -> np.ndarray:
    if kind == "normal":
        return rng.normal(size=n)
    if kind == "integers":
        return rng.integers(-200, 200, n).astype(float)
    if kind == "few":
        return rng.integers(0, 5, n).astype(float)
    if kind == "zeros":
        return rng.normal(size=n) * (rng.random(n) < 0.1)
    return rng.standard_cauchy(n) ** 3
