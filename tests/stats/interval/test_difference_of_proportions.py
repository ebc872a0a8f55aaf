"""Newcombe's interval of a difference of two shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import difference_of_proportions


@pytest.mark.parametrize(
    ("reference", "current", "limits"),
    [((48, 80), (56, 70), (0.0524, 0.3339)), ((0, 20), (10, 10), (0.6791, 1.0))],
)
def test_newcombe_1998(
    reference: tuple[int, int], current: tuple[int, int], limits: tuple[float, float]
) -> None:
    """Two contrasts of his table II, method 10, to the printed precision."""
    interval = difference_of_proportions(*reference, *current)

    assert (interval.lower, interval.upper) == pytest.approx(limits, abs=5e-5)


def test_swapped_sides_change_the_sign() -> None:
    """Current minus reference."""
    one, other = difference_of_proportions(3, 50, 9, 40), difference_of_proportions(9, 40, 3, 50)

    assert (one.value, one.lower, one.upper) == pytest.approx(
        (-other.value, -other.upper, -other.lower)
    )


def test_no_event_on_either_side_leaves_a_width() -> None:
    """Nothing missing in 100 rows twice does not prove that nothing changed."""
    interval = difference_of_proportions(0, 100, 0, 100)

    assert interval.value == 0.0
    assert interval.lower == pytest.approx(-0.037, abs=0.001)
    assert interval.upper == pytest.approx(0.037, abs=0.001)


@pytest.mark.parametrize(("q", "p"), [(0.1, 0.1), (0.02, 0.1), (0.5, 0.6)])
def test_coverage(q: float, p: float) -> None:
    """Exact, from the two binomial laws with 60 and 40 trials: at least .95 - .02."""
    x, y = np.arange(61), np.arange(41)
    covers = [
        [i.lower <= p - q <= i.upper for i in (difference_of_proportions(a, 60, b, 40) for b in y)]
        for a in x
    ]

    assert binom.pmf(x, 60, q) @ covers @ binom.pmf(y, 40, p) >= 0.93


def test_no_trial_is_scarce_data() -> None:
    """There is no share of nothing, on either side."""
    with pytest.raises(NotEnoughData, match="trials is 0"):
        difference_of_proportions(1, 2, 0, 0)
