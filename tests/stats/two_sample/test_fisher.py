"""Fisher's exact test."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from watchkeeper.stats.two_sample import fisher


def exact(reference: list[int], current: list[int]) -> float:
    """Return the p-value by adding up the chances of all tables with the same sums."""
    kind, n, m = reference[0] + current[0], sum(reference), sum(current)
    chances = [math.comb(n, kind - x) * math.comb(m, x) for x in range(min(kind, m) + 1)]
    seen = chances[current[0]]
    return sum(c for c in chances if c <= seen) / math.comb(n + m, kind)


@pytest.mark.parametrize(
    ("reference", "current"), [([3, 7], [6, 2]), ([0, 20], [3, 4]), ([5, 5], [5, 5])]
)
def test_adds_up_the_tables(reference: list[int], current: list[int]) -> None:
    """By counting, without a library."""
    assert fisher(reference, current).p_value == pytest.approx(exact(reference, current))


@pytest.mark.parametrize(
    ("reference", "current", "expected"),
    [
        ([45, 45], [30, 60], 0.033),
        ([3, 3], [6, 0], 0.181),
        ([6, 0], [0, 6], 0.0021),
        ([90, 60], [60, 90], 0.00078),
    ],
)
def test_published_values(reference: list[int], current: list[int], expected: float) -> None:
    """Evidently's suite, to its tolerance."""
    assert fisher(reference, current).p_value == pytest.approx(expected, abs=1e-3)


def test_statistic_is_the_change_of_the_share() -> None:
    """Current minus reference."""
    assert fisher([1, 9], [3, 7]).statistic == pytest.approx(0.2)


def test_size_with_rare_events() -> None:
    """Missing values at 1 %: p <= .05 in .05 of 500 pairs at most, plus 3 standard errors."""
    rng = np.random.default_rng(3)
    a, b = rng.binomial(1000, 0.01, 500), rng.binomial(200, 0.01, 500)

    false_alarms = sum(
        fisher([x, 1000 - x], [y, 200 - y]).p_value <= 0.05 for x, y in zip(a, b, strict=True)
    )

    assert false_alarms <= binom.isf(0.00135, 500, 0.05)


def test_ten_million_rows() -> None:
    """Large counts neither overflow nor take long."""
    result = fisher([100_000, 9_900_000], [100_400, 9_899_600])

    assert 0.3 < result.p_value < 0.5
