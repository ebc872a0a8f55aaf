"""Shares of the confusion matrix with foreseen parts, by hand."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats import estimate as weighted

# Six rows, of which the first, third and last are labelled: q = p + w (y - p) by hand.
Y = np.array([1.0, np.nan, 0.0, np.nan, np.nan, 1.0])
P = np.array([0.9, 0.8, 0.6, 0.3, 0.2, 0.4])
D = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
CHANCE = np.array([0.5, 0.25, 0.5, 0.25, 0.5, 0.5])
SEEN = np.array([1, 0, 1, 0, 0, 1])
Q = np.array([0.9 + 2 * 0.1, 0.8, 0.6 - 2 * 0.6, 0.3, 0.2, 0.4 + 2 * 0.6])

TP, FP = np.sum(Q * D), np.sum((1 - Q) * D)
FN, TN = np.sum(Q * (1 - D)), np.sum((1 - Q) * (1 - D))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accuracy", (TP + TN) / 6),
        ("precision", TP / (TP + FP)),
        ("recall", TP / (TP + FN)),
        ("specificity", TN / (TN + FP)),
        ("f_beta", 2 * TP / (2 * TP + FP + FN)),
        ("balanced_accuracy", (TP / (TP + FN) + TN / (TN + FP)) / 2),
        ("mcc", (TP * TN - FP * FN) / np.sqrt((TP + FP) * (TP + FN) * (TN + FP) * (TN + FN))),
    ],
)
def test_foreseen_and_corrected(name: str, expected: float) -> None:
    """Each metric of the four sums of q and 1 - q."""
    e = getattr(weighted, name)(Y, D, CHANCE, SEEN, score=P)

    assert e.value == pytest.approx(expected)


def test_the_error_of_a_ratio_by_hand() -> None:
    """Recall: e = (y - p) (d - R), over the estimated positives; window variance."""
    r = TP / (TP + FN)
    e = (np.array([1.0, 0.0, 1.0]) - P[SEEN == 1]) * (D[SEEN == 1] - r) / (TP + FN)
    seen = np.sum(0.5 / 0.25 * e**2) * 3 / 2
    expected = np.sum((1 / CHANCE - 1) * P * (1 - P) * (D - r) ** 2) / (TP + FN) ** 2

    found = weighted.recall(Y, D, CHANCE, SEEN, score=P, target="window")

    assert found.standard_error**2 == pytest.approx(max(seen, expected))


@pytest.mark.parametrize("name", ["accuracy", "recall", "f_beta", "mcc", "balanced_accuracy"])
def test_the_variance_is_that_of_a_jackknife(window: Any, name: str) -> None:
    """Leaving out one labelled row after the other gives the same standard error."""
    call = getattr(weighted, name)
    y, d, chance, seen = window.arguments
    places = np.flatnonzero(seen)[:300]
    few = np.isin(np.arange(3000), places)
    values = []
    for place in places:
        without = few.copy()
        without[place] = False
        values.append(call(y, d, chance, without).value)

    jackknife = np.sqrt(np.var(values) * 299)
    assert call(y, d, chance, few).standard_error == pytest.approx(jackknife, rel=0.03)


def test_scores_make_the_metrics_narrower(sharp: Any) -> None:
    """Those that labels and scores share the work of."""
    for name in ("accuracy", "recall", "specificity", "f_beta", "mcc", "balanced_accuracy"):
        call = getattr(weighted, name)

        alone, foreseen = call(*sharp.arguments), call(*sharp.arguments, score=sharp.score)

        assert foreseen.standard_error < alone.standard_error, name


def test_a_few_errors_are_not_enough(window: Any) -> None:
    """Recall with nine misses among the labels says so, and still shows what it found."""
    y, _, chance, seen = window.arguments
    misses = np.flatnonzero(seen & (y == 1.0))[:9]
    d = y.copy()
    d[misses] = 0.0

    e = weighted.recall(y, d, chance, seen)

    assert e.why == "the interval rests on 9 labelled errors, needs 20"
    assert e.lower < e.value < e.upper


def test_scores_that_expect_more_than_was_seen_are_heard() -> None:
    """All misses seen have small weights, the scores expect some with large ones: not enough."""
    is_hard = np.arange(2000) < 100
    chance, score = np.where(is_hard, 0.9, 0.05), np.where(is_hard, 0.5, 0.05)
    y = (is_hard & (np.arange(2000) % 2 == 0)).astype(float)
    d = (is_hard & (np.arange(2000) % 4 == 0)).astype(float)
    seen = np.where(is_hard, np.arange(2000) % 10 != 9, np.arange(2000) % 20 == 0)

    e = weighted.recall(y, d, chance, seen, score=score)

    assert "times the variance that the labels show" in e.why
    assert e.upper - e.lower > 0.2


@pytest.mark.parametrize("name", ["precision", "recall", "specificity", "f_beta", "mcc"])
def test_an_empty_denominator_is_scarce_data(window: Any, name: str) -> None:
    """Nothing decided positive, no positive label, no negative one."""
    _, _, chance, seen = window.arguments
    empty = np.zeros(3000) if name != "specificity" else np.ones(3000)

    with pytest.raises(NotEnoughData, match=r"needs \d|need 2"):
        getattr(weighted, name)(empty, empty, chance, seen)


def test_beta_is_above_zero(window: Any) -> None:
    """At 0 it is precision, which has a name of its own."""
    with pytest.raises(ValueError, match="beta must be above 0"):
        weighted.f_beta(*window.arguments, beta=0.0)


def test_labels_and_decisions_are_0_and_1(window: Any) -> None:
    """Each is named."""
    y, d, chance, seen = window.arguments
    with pytest.raises(ValueError, match="label must hold 0 and 1 only"):
        weighted.accuracy(y + 1.0, d, chance, seen)
    with pytest.raises(ValueError, match="prediction must hold 0 and 1 only"):
        weighted.accuracy(y, window.score, chance, seen)
    with pytest.raises(ValueError, match=r"score must lie in 0 to 1"):
        weighted.accuracy(y, d, chance, seen, score=window.score + 1.0)
    with pytest.raises(ValueError, match="labelled must hold true and false only"):
        weighted.accuracy(y, d, chance, np.full(3000, 2.0))


def test_all_take_the_same_arguments() -> None:
    """A caller can hold any of them in one variable."""
    names = ("accuracy", "precision", "recall", "specificity", "balanced_accuracy", "mcc")

    signatures = {str(inspect.signature(getattr(weighted, name))) for name in names}

    assert len(signatures) == 1
