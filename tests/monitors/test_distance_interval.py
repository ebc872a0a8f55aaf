"""How sure a distance of shapes is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from watchkeeper.monitors.distance_interval import half_width, half_width_without_counts
from watchkeeper.stats.distance import psi

EDGES = norm.ppf(np.arange(1, 10) / 10)
TENTHS = np.full(10, 0.1)


def shares(mean: float, sd: float) -> np.ndarray:
    """Return how a shifted normal fills the tenths of the standard one."""
    return np.diff(np.r_[0.0, norm.cdf((EDGES - mean) / sd), 1.0])


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (0.4, 1.0), (1.0, 1.0), (0.0, 0.5)])
@pytest.mark.parametrize("rows", [100, 400])
def test_both_cover_the_distance_of_the_populations(mean: float, sd: float, rows: int) -> None:
    """.90 or more of 400 windows at 95 %, whatever moved; never all at no cost in width."""
    rng = np.random.default_rng(5)
    p = shares(mean, sd)
    truth = float(((p - TENTHS) * np.log(p / TENTHS)).sum())
    covered = []
    for _ in range(400):
        then, now = rng.multinomial(20_000, TENTHS), rng.multinomial(rows, p)
        off = abs(psi(then, now, debias=True) - truth)
        distance = psi(then, now, debias=True)
        covered.append(
            (off <= half_width(then, now), off <= half_width_without_counts(distance, rows, 10))
        )

    assert np.mean(covered, axis=0) == pytest.approx([0.95, 0.95], abs=0.051)


def test_four_times_the_rows_halve_the_width() -> None:
    """Where there is drift the distance is as sure as its rows are many."""
    then, now = np.full(10, 10_000_000), np.round(shares(1.0, 1.0) * 1000).astype(int)

    assert half_width(then, now) / half_width(then, 4 * now) == pytest.approx(2.0, rel=0.05)
