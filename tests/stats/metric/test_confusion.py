"""Shares of the confusion matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, precision_score, recall_score

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.metric import BinarySummary, accuracy, precision, recall, specificity

Rows = Callable[..., Any]


def test_equal_scikit_learn(binary_rows: Rows) -> None:
    """The same rows, a threshold of .5."""
    rng = np.random.default_rng(0)
    label = (rng.random(300) < 0.3).astype(int)
    score = rng.beta(2 + label, 3)
    decision, summary = score >= 0.5, binary_rows(label, score)

    assert accuracy(summary).value == pytest.approx(accuracy_score(label, decision), abs=1e-12)
    assert precision(summary).value == pytest.approx(precision_score(label, decision), abs=1e-12)
    assert recall(summary).value == pytest.approx(recall_score(label, decision), abs=1e-12)
    assert specificity(summary).value == pytest.approx(
        recall_score(label, decision, pos_label=0), abs=1e-12
    )


def test_published_values(binary_rows: Rows) -> None:
    """Evidently's ten rows at a threshold of .7."""
    score = [0.91, 0.82, 0.73, 0.64, 0.55, 0.46, 0.37, 0.28, 0.19, 0.0]
    summary = binary_rows([1, 0, 0, 1, 1, 1, 0, 1, 0, 0], score, threshold=0.7)

    values = [f(summary).value for f in (accuracy, precision, recall, specificity)]

    assert values == pytest.approx([0.4, 1 / 3, 0.2, 0.6])


def test_intervals_are_wilsons_of_their_rows() -> None:
    """Each on its own denominator."""
    summary = BinarySummary(n=100, n_positive=40, tp=30, fp=5, fn=10, tn=55)
    expected = {
        accuracy: wilson(85, 100),
        precision: wilson(30, 35),
        recall: wilson(30, 40),
        specificity: wilson(55, 60),
    }

    for metric, interval in expected.items():
        result = metric(summary)
        assert (result.lower, result.upper) == (interval.lower, interval.upper)


@pytest.mark.parametrize(
    ("metric", "cells", "why"),
    [
        (precision, {"fn": 2, "tn": 3}, "none of 5 predicted rows is predicted positive"),
        (recall, {"fp": 2, "tn": 3}, "none of 5 predicted rows is positive"),
        (specificity, {"tp": 2, "fn": 3}, "none of 5 predicted rows is negative"),
        (accuracy, {}, "no labelled row has a prediction"),
        (precision, {}, "no labelled row has a prediction"),
    ],
)
def test_undefined(metric: Callable[..., Any], cells: dict[str, int], why: str) -> None:
    """Nothing to divide by: no value (scikit-learn says 0), and the reason."""
    result = metric(BinarySummary(n=5, n_positive=3, **cells))

    assert (result.value, result.lower, result.upper, result.reason) == (None, None, None, why)
