"""Confidence sequence of a running mean with one fixed stake."""

from __future__ import annotations

import math

import numpy as np
import pytest

from watchkeeper.stats.sequential import running_bernstein


def test_two_rows_by_hand() -> None:
    """(ln 40 + (-ln(1 - s) - s) V) / (s t), V about (1/2 + sum) / (t + 1) before each row."""
    sequence = running_bernstein(
        [0.9, 0.4], tightest_at=100, deviation=0.5, lowest=-100, highest=100
    )

    x = np.array([100.9, 100.4]) / 200
    s = math.sqrt(2 * math.log(40) / (100 * (0.5 / 200) ** 2))
    s = min(s, 0.9)
    squares = (x[0] - 0.5) ** 2 + (x[1] - (0.5 + x[0]) / 2) ** 2
    half = 200 * (math.log(40) + (-math.log(1 - s) - s) * squares) / (s * 2)
    assert sequence.upper[1] == pytest.approx(min(100, 0.65 + half))


def test_value_is_the_running_mean() -> None:
    """The numbers of the peers: -5, 10, -6, 4, -14."""
    sequence = running_bernstein([-5, 10, -6, 4, -14], lowest=-14, highest=10)

    assert sequence.value.tolist() == pytest.approx([-5, 2.5, -0.33333334, 0.75, -2.2], abs=1e-7)


def test_half_width_at_the_row_it_is_planned_for() -> None:
    """Near tightest_at the width over the root of log(rows) is smallest among three plans."""
    x = np.tile([0.0, 1.0], 1000)
    widths = {
        plan: float(running_bernstein(x, tightest_at=plan).upper[499] - 0.5)
        for plan in (50, 500, 5000)
    }

    assert min(widths, key=lambda plan: widths[plan]) == 500


@pytest.mark.parametrize("name", ["tightest_at", "deviation"])
@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_plans_are_positive(name: str, bad: float) -> None:
    """The message names the argument."""
    with pytest.raises(ValueError, match=name):
        running_bernstein([0.5], **{name: bad})
