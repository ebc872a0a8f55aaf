"""Chances of a label."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate import either_plan, inclusion


def test_by_hand() -> None:
    """Half of two labels evenly, half in proportion to sqrt(c (1 - c)) = .5, .3, 0."""
    chance = inclusion([0.5, 0.9, 1.0], budget=2)

    assert chance == pytest.approx([0.5 / 0.8 + 1 / 3, 0.3 / 0.8 + 1 / 3, 1 / 3])


def test_they_add_up_to_the_budget() -> None:
    """Where none is cut at 1; and each is at least the even part."""
    c = np.random.default_rng(0).beta(13.0, 1.0, 10_000)

    chance = inclusion(c, budget=500)

    assert chance.sum() == pytest.approx(500)
    assert chance.min() >= 0.5 * 500 / 10_000
    assert np.argmax(chance) == np.argmin(np.abs(c - 0.5))


def test_weights_stay_small_with_an_even_part() -> None:
    """At one half no weight is above twice the average one; with little it is far above."""
    c = np.append(np.random.default_rng(0).beta(13.0, 1.0, 10_000), 1.0)

    half, little = (inclusion(c, budget=500, random_share=t) for t in (0.5, 0.01))

    assert (1 / half).max() / (10_001 / 500) == pytest.approx(2.0)
    assert (1 / little).max() / (10_001 / 500) == pytest.approx(100.0)


def test_a_stream_uses_what_is_foreseen() -> None:
    """A row's chance does not depend on the batch it came in."""
    c = np.random.default_rng(1).beta(13.0, 1.0, 1000)
    u = float(np.sqrt(c * (1 - c)).sum())

    whole = inclusion(c, budget=50)
    alone = inclusion(c[:1], budget=50, rows=1000, total_uncertainty=u)

    assert alone[0] == pytest.approx(whole[0])


def test_certain_rows_are_drawn_evenly() -> None:
    """Nothing to choose by; and more budget than rows labels all."""
    assert inclusion(np.ones(10), budget=2) == pytest.approx(np.full(10, 0.2))
    assert inclusion([0.5, 0.9], budget=9).tolist() == [1.0, 1.0]


def test_two_plans() -> None:
    """1 - .8 * .7; a plan alone is itself."""
    assert either_plan([0.2], [0.3]) == pytest.approx([0.44])
    assert either_plan([0.2, 1.0]) == pytest.approx([0.2, 1.0])


def test_refusals() -> None:
    """By name, with the value."""
    with pytest.raises(NotEnoughData, match="confidence has 0 rows, needs 1"):
        inclusion([], budget=5)
    with pytest.raises(ValueError, match="confidence must lie in 0 to 1"):
        inclusion([1.2], budget=5)
    with pytest.raises(ValueError, match=r"budget must be above 0, got 0\.0"):
        inclusion([0.5], budget=0)
    with pytest.raises(ValueError, match=r"random_share must be at most 1, got 1\.5"):
        inclusion([0.5], budget=1, random_share=1.5)
    with pytest.raises(ValueError, match="chances must share one length"):
        either_plan([0.1], [0.1, 0.2])
    with pytest.raises(ValueError, match="chances must lie in 0 to 1"):
        either_plan([1.1])
