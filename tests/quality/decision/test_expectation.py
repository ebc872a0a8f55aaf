"""Shapes: how far a window's counts are from a baseline's, by hand and by law."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from watchkeeper.quality.decision import Why
from watchkeeper.quality.decision.expectation import shared_with


def psi(now: list[float], then: list[float]) -> float:
    """Return PSI with half a row added to each group."""
    p, q = (np.array(c) + 0.5 for c in (now, then))
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((p - q) * np.log(p / q)))


def test_a_shape_by_hand(shapes: Any, start: Any) -> None:
    """20 days of 60 : 40 as they are, then 40 : 60: PSI less its mean without drift."""
    history = start(shapes([[60.0, 40.0]] * 40))
    judged = history.judge(shapes([[40.0, 60.0]]))

    pooled = [60.0 * 40, 40.0 * 40]
    by_chance = 1 / 100 + 1 / 4000
    assert judged.baseline[0] == 0
    assert judged.effect[0] == pytest.approx(psi([40, 60], pooled) - by_chance)
    # It never moved at all: the usual excess is as far below zero as chance is above.
    usual = float(judged.expected[0])
    expected = math.sqrt(max(usual + by_chance, 0.0))
    assert judged.off[0] == pytest.approx(math.sqrt(psi([40, 60], pooled)) - expected)
    assert usual < 0


def test_equal_counts_are_below_what_chance_gives(shapes: Any, start: Any) -> None:
    """No distance at all is less than sampling alone would show: never a finding."""
    judged = start(shapes([[60.0, 40.0]] * 40)).judge(shapes([[60.0, 40.0]]))

    assert judged.effect[0] < 0
    assert int(judged.level[0]) == 0


def draws(seed: int, days: int, shares: list[float], rows: int = 500) -> list[list[float]]:
    """Return counts of *days* days drawn with *shares*."""
    counts: list[list[float]] = np.random.default_rng(seed).multinomial(rows, shares, days).tolist()
    return counts


def test_without_drift_the_effect_is_zero_on_average(shapes: Any, start: Any) -> None:
    """The law of PSI: its mean is groups less one times 1/n + 1/m."""
    shares = [0.1, 0.2, 0.3, 0.4]
    history = start(shapes(draws(1, 31, shares)))
    effects = [history.judge(shapes([counts])).effect[0] for counts in draws(2, 200, shares)]

    # Standard error: sqrt(2 * 3) / 500 / sqrt(200).
    assert np.mean(effects) == pytest.approx(0.0, abs=4 * 0.0049 / math.sqrt(200))


def test_a_moved_shape_is_found_on_its_first_day(shapes: Any, start: Any) -> None:
    """A third of the first group went into the last."""
    history = start(shapes(draws(3, 40, [0.4, 0.3, 0.3])))
    judged = history.judge(shapes([[130.0, 150.0, 220.0]]))

    assert int(judged.level[0]) >= 2
    assert Why(int(judged.why[0])) == Why.SINGLE


def test_shapes_do_not_pair(shapes: Any, start: Any) -> None:
    """A distance has no direction: two small ones need not be the same change."""
    history = start(shapes(draws(4, 60, [0.25] * 4, rows=100)))
    moved = shapes([[38.0, 25.0, 25.0, 12.0]])
    first, second = history.judge(moved), history.judge(moved)

    assert [int(j.level[0]) for j in (first, second)] == [0, 0]
    # Both matter, and are more than two of three days ever were together.
    assert first.effect[0] > 0.05
    assert 0.6 * first.limit[0] < first.off[0] < first.limit[0]


def test_days_that_differ_are_what_is_usual(shapes: Any, start: Any) -> None:
    """A column whose shape moves every day has a usual distance, and a wider limit."""
    rng = np.random.default_rng(5)
    restless = [rng.multinomial(500, rng.dirichlet([20.0, 20.0, 20.0])).tolist() for _ in range(60)]
    calm = start(shapes(draws(6, 60, [1 / 3] * 3)))
    history = start(shapes(restless))
    counts = shapes([[230.0, 165.0, 105.0]])

    assert int(calm.judge(counts).level[0]) == 2
    moved = history.judge(counts)
    assert int(moved.level[0]) == 0
    assert moved.expected[0] > 0.02


def test_a_window_without_rows_has_no_shape(shapes: Any, start: Any) -> None:
    """Unknown, and nothing that follows is disturbed by it."""
    history = start(shapes([[60.0, 40.0]] * 40))
    empty = history.judge(shapes([[0.0, 0.0]]))
    next_one = history.judge(shapes([[60.0, 40.0]]))

    assert (int(empty.level[0]), Why(int(empty.why[0]))) == (1, Why.FEW_ROWS)
    assert int(next_one.level[0]) == 0
    assert np.isfinite(next_one.limit[0])


def test_what_two_windows_share() -> None:
    """The smaller size if both point the same way; nothing if one is unknown."""
    now = np.array([0.3, -0.3, 0.3, 0.3, math.nan])
    before = np.array([0.5, -0.2, -0.5, math.nan, 0.1])

    assert shared_with(now, before).tolist() == [0.3, 0.2, 0.0, 0.0, 0.0]
