"""The tail of a weighted sum of squares."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.two_sample.anderson_darling import _intervals, _product
from watchkeeper.stats.two_sample.limit_law import upper_tail


@pytest.mark.parametrize(
    ("value", "tail"),
    [(1.2479, 0.25), (1.9330, 0.1), (2.4924, 0.05), (3.8781, 0.01), (5.9694, 0.001)],
)
def test_quantiles_of_anderson_and_darling(value: float, tail: float) -> None:
    """The printed points of the limit."""
    assert upper_tail(value, _product, _intervals) == pytest.approx(tail, rel=5e-4)


def test_against_draws() -> None:
    """Weights 1 / (j (j + 1)), 20,000 sums of 400 squares."""
    rng = np.random.default_rng(4)
    j = np.arange(1, 401)
    sums = np.concatenate([rng.chisquare(1, (1000, 400)) @ (1 / (j * (j + 1))) for _ in range(20)])

    for value in (0.4, 1.0, 2.0):
        tail = upper_tail(value, _product, _intervals)
        assert np.mean(sums > value) == pytest.approx(tail, abs=2.8 * np.sqrt(0.25 / 20_000))
