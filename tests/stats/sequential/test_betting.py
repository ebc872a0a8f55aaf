"""Hedged betting confidence sequence."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.sequential import betting, empirical_bernstein

STREAM = np.array([(i * i * 7 + 3 * i) % 11 / 10 for i in range(200)])


def test_equals_confseq() -> None:
    """confseq 0.0.11, betting_cs(x, breaks=1000), to the grid."""
    sequence = betting(STREAM)

    rows = [9, 49, 99, 199]
    assert sequence.lower[rows].tolist() == pytest.approx([0.125, 0.266, 0.297, 0.323])
    assert sequence.upper[rows].tolist() == pytest.approx([0.745, 0.548, 0.506, 0.48])


def test_capital_by_hand() -> None:
    """Rows of 1 only: prod(1 + min(s, 1 / (2 m)) (1 - m)) reaches 40 at the lower limit."""
    sequence = betting(np.ones(12), grid=2000)

    m, capital = sequence.lower[-1] + 1 / 2000, 1.0
    mean, variance = 0.5, 0.25
    for t in range(1, 13):
        stake = np.sqrt(2 * np.log(40) / (variance * t * np.log(1 + t)))
        capital *= 1 + min(stake, 0.5 / m) * (1 - m)
        mean_now = (0.5 + t) / (t + 1)
        variance = (variance * t + (1 - mean_now) ** 2) / (t + 1)
        mean = mean_now
    assert capital < 40
    assert mean > m
    assert sequence.upper[-1] == 1.0


def test_tighter_than_bernstein() -> None:
    """At every row where Bernstein says anything."""
    bets, bernstein = betting(STREAM), empirical_bernstein(STREAM)

    informative = bernstein.upper - bernstein.lower < 0.9
    assert (bets.upper - bets.lower < bernstein.upper - bernstein.lower)[informative].all()


def test_a_finer_grid_only_refines() -> None:
    """Limits of a coarse grid lie outside those of a finer one."""
    coarse, fine = betting(STREAM, grid=50), betting(STREAM, grid=1000)

    assert (coarse.lower <= fine.lower + 1e-12).all()
    assert (coarse.upper >= fine.upper - 1e-12).all()


def test_a_grid_needs_two_steps() -> None:
    """One step has no mean between the ends."""
    with pytest.raises(ValueError, match="grid must have at least 2 steps, got 1"):
        betting(STREAM, grid=1)
