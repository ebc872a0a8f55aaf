"""The mean without drift, taken off by ``debias``."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from watchkeeper.stats.distance import hellinger, jensen_shannon, kl, psi

Distance = Callable[..., float]
each_distance = pytest.mark.parametrize("distance", [psi, kl, hellinger, jensen_shannon])
ROOTS = (hellinger, jensen_shannon)


def additive(distance: Distance, value: float) -> float:
    """Return the sum over bins behind *value*: its square where the distance is a root."""
    return value * abs(value) if distance in ROOTS else value


def mean_of_all_splits(
    distance: Distance, reference: list[int], current: list[int], smoothing: float
) -> float:
    """Return the mean of the sum when the rows are dealt out in every possible way."""
    total, m = np.add(reference, current), sum(current)
    rows = np.repeat(np.arange(total.size), total)
    sums = []
    for chosen in itertools.combinations(range(rows.size), m):
        dealt = np.bincount(rows[list(chosen)], minlength=total.size)
        value = distance(total - dealt, dealt, smoothing=smoothing)
        sums.append(additive(distance, value))
    return float(np.mean(sums))


@each_distance
@pytest.mark.parametrize("smoothing", [0.5, 0.1])
def test_equals_the_mean_over_all_splits(distance: Distance, smoothing: float) -> None:
    """All 1,716 ways to deal out 13 rows, a bin without any row among them."""
    reference, current = [3, 1, 0, 3], [1, 2, 0, 3]
    raw = additive(distance, distance(reference, current, smoothing=smoothing))

    value = distance(reference, current, smoothing=smoothing, debias=True)

    expected = raw - mean_of_all_splits(distance, reference, current, smoothing)
    assert additive(distance, value) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("distance", ROOTS)
def test_textbook_roots_are_debiased_too(distance: Distance) -> None:
    """They stay finite where a bin is empty, so no smoothing is needed."""
    reference, current = [3, 1, 3], [0, 3, 3]
    raw = additive(distance, distance(reference, current, smoothing=0))

    value = distance(reference, current, smoothing=0, debias=True)

    expected = raw - mean_of_all_splits(distance, reference, current, 0)
    assert additive(distance, value) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("distance", [psi, kl])
def test_an_infinite_mean_is_refused(distance: Distance) -> None:
    """Without smoothing some split leaves a bin empty, and that costs an infinite amount."""
    with pytest.raises(ValueError, match="debias needs a smoothing above 0"):
        distance([3, 1], [2, 2], smoothing=0, debias=True)


@each_distance
def test_many_rows_follow_the_law_for_large_samples(distance: Distance) -> None:
    """(1/n + 1/m) (bins - 1), and the share of it that the docstring states."""
    reference, current = np.array([300, 500, 200]) * 10_000, np.array([300, 500, 200]) * 2_000
    share = {psi: 1.0, kl: 0.5, hellinger: 1 / 8, jensen_shannon: 1 / 8 / math.log(2)}[distance]

    value = additive(distance, distance(reference, current, debias=True))

    assert -value == pytest.approx(share * 2 * (1 / 10_000_000 + 1 / 2_000_000), rel=1e-4)


@each_distance
def test_a_far_away_window_is_debiased_by_little(distance: Distance) -> None:
    """No bin in common: what chance adds is small beside it."""
    raw = distance([400, 0], [0, 400])

    assert 0.95 * raw < distance([400, 0], [0, 400], debias=True) < raw


@each_distance
def test_below_zero_where_the_sides_are_more_alike_than_chance(distance: Distance) -> None:
    """The sign is kept: cutting it off would bring the bias back."""
    assert distance([50, 50], [50, 50], debias=True) < 0.0


@each_distance
def test_order_of_bins_does_not_matter(distance: Distance) -> None:
    """Bins of equal size are worked out once."""
    reference, current = [30, 4, 0, 11, 4], [22, 9, 2, 14, 1]
    turned = distance(reference[::-1], current[::-1], debias=True)

    assert turned == pytest.approx(distance(reference, current, debias=True), rel=1e-9)


@each_distance
def test_a_billion_rows_do_not_overflow(distance: Distance) -> None:
    """Only numbers of rows near the mean are looked at."""
    shares = np.array([0.2, 0.3, 0.5])
    reference, current = (
        np.rint(shares * rows).astype(np.int64) for rows in (1_000_000_000, 200_000_000)
    )

    value = additive(distance, distance(reference, current, debias=True))

    assert -1e-7 < value < 0.0
