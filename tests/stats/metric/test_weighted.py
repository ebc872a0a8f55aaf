"""Weighted means over classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from watchkeeper.stats.metric import (
    MulticlassSummary,
    f1_weighted,
    multiclass_accuracy,
    precision_weighted,
    recall_weighted,
)

Rows = Callable[..., Any]
WEIGHTED = {
    precision_weighted: precision_score,
    recall_weighted: recall_score,
    f1_weighted: f1_score,
}


def sample(classes: int, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Return labels of unequal classes, and answers that are right more often than not."""
    rng = np.random.default_rng(classes)
    shares = np.arange(1, classes + 1) / np.arange(1, classes + 1).sum()
    label = rng.choice(classes, n, p=shares)
    return label, np.where(rng.random(n) < 0.7, label, rng.integers(0, classes, n))


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_equal_scikit_learn(classes: int, multiclass_rows: Rows) -> None:
    """The same rows, unequal classes."""
    label, decision = sample(classes)
    summary = multiclass_rows(label, decision, classes=classes)

    for metric, oracle in WEIGHTED.items():
        expected = oracle(label, decision, average="weighted")
        assert metric(summary).value == pytest.approx(expected, abs=1e-12)


def test_recall_is_the_accuracy_with_its_interval(multiclass_rows: Rows) -> None:
    """Each row counts once."""
    label, decision = sample(4)
    summary = multiclass_rows(label, decision, classes=4)

    result, wanted = recall_weighted(summary), multiclass_accuracy(summary)

    assert (result.value, result.lower, result.upper) == pytest.approx(
        (wanted.value, wanted.lower, wanted.upper)
    )


@pytest.mark.parametrize("metric", WEIGHTED)
def test_standard_error_is_that_of_the_jackknife(metric: Any) -> None:
    """Leaving out each row in turn, the class weights too, gives the same spread."""
    confusion = np.array([[60, 20, 20], [10, 200, 30], [40, 10, 300]])
    names = ("a", "b", "c")

    def value(matrix: np.ndarray) -> float:
        summary = MulticlassSummary(n=matrix.sum(), classes=names, confusion=matrix)
        return float(metric(summary).value)

    n, squares, total = confusion.sum(), 0.0, 0.0
    for cell in np.ndindex(3, 3):
        less = confusion.copy()
        less[cell] -= 1
        total += confusion[cell] * value(less)
        squares += confusion[cell] * value(less) ** 2
    jackknife = np.sqrt((n - 1) * (squares / n - (total / n) ** 2))
    result = metric(MulticlassSummary(n=n, classes=names, confusion=confusion))

    # Beside the cap at Kish's number of rows, which can only widen.
    assert (result.upper - result.lower) / 2 >= 1.95 * jackknife * 0.99
    assert (result.upper - result.lower) / 2 <= 1.97 * jackknife * 1.2


def test_a_class_never_predicted_counts_zero_and_is_named(multiclass_rows: Rows) -> None:
    """As in scikit-learn, but the reason says that it is a convention."""
    label, decision = np.repeat([0, 1, 2], 20), np.repeat([0, 1, 1], 20)

    result = precision_weighted(multiclass_rows(label, decision, classes=3))

    expected = precision_score(label, decision, average="weighted", zero_division=0)
    assert result.value == pytest.approx(expected, abs=1e-12)
    assert result.reason == "counted as 0, never predicted: 'c'"


def test_all_wrong_and_never_predicted(multiclass_rows: Rows) -> None:
    """One class of labels, another of predictions: 0 with an upper limit."""
    result = precision_weighted(multiclass_rows([0] * 30, [1] * 30, classes=2))

    assert (result.value, result.lower) == (0.0, 0.0)
    assert result.upper == pytest.approx(3.841459 / 33.841459, abs=1e-6)
