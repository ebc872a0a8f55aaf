"""Average precision."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from watchkeeper.stats.metric import BinarySummary, average_precision

Rows = Callable[..., Any]


def sample(n: int, seed: int, *, decimals: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Return labels, a fifth of them positive, and scores that know something."""
    rng = np.random.default_rng(seed)
    label = rng.random(n) < 0.2
    return label, np.round(rng.beta(2 + 2 * label, 4), decimals)


@pytest.mark.parametrize("decimals", [6, 1])
def test_equals_scikit_learn(decimals: int, binary_rows: Rows) -> None:
    """Without ties and with many."""
    label, score = sample(400, 0, decimals=decimals)

    result = average_precision(binary_rows(label, score))

    assert result.value == pytest.approx(average_precision_score(label, score), abs=1e-12)
    assert result.bound == 0.0


def test_by_hand(binary_rows: Rows) -> None:
    """Positives at ranks 1, 3 and 4 of 5: (1 + 2/3 + 3/4) / 3."""
    result = average_precision(binary_rows([1, 0, 1, 1, 0], [0.9, 0.8, 0.7, 0.6, 0.5]))

    assert result.value == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)
    assert result.reason == "3 positive rows, an interval needs 20"


def test_bound_holds_every_order_within_a_bin() -> None:
    """Three positives and three negatives in one wide bin, between two others: all 20 orders."""
    summary = BinarySummary(
        n=12,
        n_positive=5,
        positives=[1, 3, 1],
        negatives=[2, 3, 2],
        single_valued=[True, False, True],
    )
    result = average_precision(summary)

    exact = []
    for chosen in itertools.combinations(range(6), 3):
        middle = [i in chosen for i in range(6)]
        label = [True, False, False, *middle, True, False, False]
        score = [0.9, 0.9, 0.9, *np.linspace(0.6, 0.5, 6), 0.1, 0.1, 0.1]
        exact.append(average_precision_score(label, score))
    off = max(abs(np.array(exact) - result.value))
    assert result.bound == pytest.approx(off)


def test_limits_contain_the_bound(binary_rows: Rows) -> None:
    """100 score bins instead of 2,000 scores: wider by what that hides."""
    label, score = sample(2000, 1)
    exact = average_precision(binary_rows(label, score))
    place = np.searchsorted(np.quantile(score, np.linspace(0, 1, 101)[1:-1]), score)
    coarse = average_precision(
        BinarySummary(
            n=2000,
            n_positive=label.sum(),
            positives=np.bincount(place[label], minlength=100),
            negatives=np.bincount(place[~label], minlength=100),
            single_valued=np.zeros(100, dtype=bool),
        )
    )

    assert 0.0 < abs(coarse.value - exact.value) <= coarse.bound < 0.05
    assert coarse.lower < exact.lower - coarse.bound / 2
    assert coarse.upper > exact.upper + coarse.bound / 2


def test_standard_error_is_that_of_the_jackknife(binary_rows: Rows) -> None:
    """Leaving out each row in turn gives the same spread as the influences."""
    label, score = sample(300, 3)
    whole = average_precision_score(label, score)
    left = np.array(
        [
            average_precision_score(np.delete(label, i), np.delete(score, i))
            for i in range(label.size)
        ]
    )
    jackknife = np.sqrt((label.size - 1) / label.size * np.sum((left - left.mean()) ** 2))
    n_eff = min(whole * (1 - whole) / jackknife**2, label.sum())

    result = average_precision(binary_rows(label, score))

    z2 = 1.959964**2
    half = 1.959964 * np.sqrt(whole * (1 - whole) / n_eff + z2 / (4 * n_eff**2)) / (1 + z2 / n_eff)
    assert (result.upper - result.lower) / 2 == pytest.approx(half, rel=0.03)


def test_perfect_and_undefined(binary_rows: Rows) -> None:
    """Perfect scores leave room below; one class has no ranks."""
    perfect = average_precision(binary_rows([1] * 30 + [0] * 70, np.linspace(1, 0, 100)))

    assert (perfect.value, perfect.upper) == (1.0, 1.0)
    assert perfect.lower == pytest.approx(30 / (30 + 3.841459), abs=1e-6)
    nothing = average_precision(BinarySummary(n=4, n_positive=2))
    assert nothing.reason == "no labelled row has a score"
    assert average_precision(binary_rows([0, 0], [0.1, 0.2])).reason == (
        "none of 2 scored rows is positive"
    )
    assert average_precision(binary_rows([1, 1], [0.1, 0.2])).reason == (
        "all 2 scored rows are positive"
    )
