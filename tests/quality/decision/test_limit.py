"""Which baseline is used: the best so far, and a small advantage for the one in use."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.quality.decision import DecisionSettings
from watchkeeper.quality.decision.expectation import Expectation
from watchkeeper.quality.decision.limit import Limits, choose
from watchkeeper.quality.decision.memory import empty_memory

SETTINGS = DecisionSettings()


def chosen(
    mean_square: list[float],
    *,
    incumbent: int = -1,
    windows: tuple[int, ...] = (90, 90, 90),
    off: tuple[float, ...] = (0.1, 0.1, 0.1),
) -> int:
    """Return the baseline that is used for one series."""
    memory = empty_memory(1, 0, 1, SETTINGS)
    memory.incumbent[:] = incumbent
    by_baseline = np.array(mean_square)[:, None]
    nothing = np.zeros((3, 1))
    found = Limits(
        single=nothing,
        pair=nothing,
        reach=nothing,
        windows=np.array(windows)[:, None],
        mean_square=by_baseline,
        dispersion=nothing,
        largest=nothing,
    )
    now = Expectation(
        expected=nothing,
        off=np.array(off)[:, None],
        variance=nothing,
        by_chance=nothing,
        effect=nothing,
        psi_excess=np.zeros((3, 0)),
    )
    return int(choose(memory, now, found, SETTINGS)[0])


def test_the_smallest_mean_square_wins() -> None:
    """The same weekday foretold it best."""
    assert chosen([0.3, 0.2, 0.1]) == 2


@pytest.mark.parametrize(("challenger", "expected"), [(0.84, 1), (0.82, 0)])
def test_the_incumbent_keeps_its_place_until_clearly_beaten(
    challenger: float, expected: int
) -> None:
    """A sixth smaller is needed, so that the baseline does not change from day to day."""
    assert chosen([challenger, 1.0, 2.0], incumbent=1) == expected


def test_a_baseline_with_little_history_is_not_chosen() -> None:
    """However well it did so far."""
    assert chosen([0.3, 0.01, 0.2], windows=(90, 13, 90)) == 2


def test_a_baseline_that_foretells_nothing_now_is_not_chosen() -> None:
    """None of the same weekdays was clean."""
    assert chosen([0.3, 0.2, 0.1], off=(0.1, 0.1, float("nan"))) == 1


def test_no_history_no_baseline() -> None:
    """Nothing has 14 windows."""
    assert chosen([0.1, 0.1, 0.1], windows=(13, 13, 13)) == -1
