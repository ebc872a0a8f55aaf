"""Metrics of several classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.metric import (
    MulticlassSummary,
    f1_macro,
    multiclass_accuracy,
    precision_macro,
    recall_macro,
)

Rows = Callable[..., Any]
MACRO = {precision_macro: precision_score, recall_macro: recall_score, f1_macro: f1_score}


def matrix(rows: list[list[int]]) -> MulticlassSummary:
    """Return a summary with this confusion matrix."""
    confusion = np.array(rows)
    names = tuple("abcdefghij"[: len(rows)])
    return MulticlassSummary(n=confusion.sum(), classes=names, confusion=confusion)


@pytest.mark.parametrize("classes", [2, 3, 7])
def test_equal_scikit_learn(classes: int, multiclass_rows: Rows) -> None:
    """The same rows, unequal classes."""
    rng = np.random.default_rng(classes)
    label = rng.integers(0, classes, 400)
    decision = np.where(rng.random(400) < 0.7, label, rng.integers(0, classes, 400))
    summary = multiclass_rows(label, decision, classes=classes)

    assert multiclass_accuracy(summary).value == accuracy_score(label, decision)
    for metric, oracle in MACRO.items():
        expected = oracle(label, decision, average="macro")
        assert metric(summary).value == pytest.approx(expected, abs=1e-12)


def test_a_class_never_predicted_counts_zero_and_is_named(multiclass_rows: Rows) -> None:
    """As in scikit-learn, but the reason says that it is a convention."""
    label, decision = np.repeat([0, 1, 2], 20), np.repeat([0, 1, 1], 20)

    result = precision_macro(multiclass_rows(label, decision, classes=3))

    expected = precision_score(label, decision, average="macro", zero_division=0)
    assert result.value == pytest.approx(expected, abs=1e-12)
    assert result.reason == "counted as 0, never predicted: 'c'"


def test_a_class_never_a_label_counts_zero_and_is_named(multiclass_rows: Rows) -> None:
    """As in scikit-learn."""
    label, decision = np.repeat([0, 1, 1], 20), np.repeat([0, 1, 2], 20)

    result = recall_macro(multiclass_rows(label, decision, classes=3))

    expected = recall_score(label, decision, average="macro", zero_division=0)
    assert result.value == pytest.approx(expected, abs=1e-12)
    assert result.reason == "counted as 0, never a label: 'c'"


def test_a_class_that_does_not_occur_is_left_out(multiclass_rows: Rows) -> None:
    """A quiet day without class d changes no mean."""
    label, decision = np.repeat([0, 1, 2], 20), np.repeat([0, 1, 0], 20)

    for metric in (*MACRO, multiclass_accuracy):
        with_d = metric(multiclass_rows(label, decision, classes=4))
        assert with_d == metric(multiclass_rows(label, decision, classes=3))


def test_accuracy_has_wilsons_interval() -> None:
    """Right answers of all rows."""
    interval, result = wilson(30, 40), multiclass_accuracy(matrix([[10, 5], [5, 20]]))

    assert (result.lower, result.upper) == (interval.lower, interval.upper)


def test_standard_error_against_rows() -> None:
    """Influence of each row, from a numerical derivative of its weight."""
    # The rare class is the one that errs: its few rows carry the error.
    confusion = np.array([[900.0, 2, 4], [3, 800, 6], [5, 2, 9]])

    def mean_f1(c: np.ndarray) -> float:
        return float(np.mean(2 * np.diag(c) / (c.sum(0) + c.sum(1))))

    step = 1e-6
    cells = [np.eye(9)[i].reshape(3, 3) for i in range(9)]
    slopes = [
        (mean_f1(confusion + step * e) - mean_f1(confusion - step * e)) / (2 * step) for e in cells
    ]
    error = np.sqrt(np.sum(confusion.ravel() * np.square(slopes)))
    value = mean_f1(confusion)
    n_eff = value * (1 - value) / error**2
    expected = wilson(value * n_eff, n_eff)

    result = f1_macro(matrix(confusion.astype(int).tolist()))

    assert (result.lower, result.upper) == pytest.approx((expected.lower, expected.upper), abs=1e-6)


def test_two_rows_of_a_class_limit_what_is_known() -> None:
    """All right, but one class has two rows of 1,002: no better than Kish's 8 rows."""
    result, kish = recall_macro(matrix([[1000, 0], [0, 2]])), 4 / (1 / 1000 + 1 / 2)

    assert (result.value, result.upper) == (1.0, 1.0)
    assert result.lower == pytest.approx(wilson(kish, kish).lower)


@pytest.mark.parametrize("metric", MACRO, ids=lambda m: m.__name__)
@pytest.mark.parametrize("right", [0.7, 0.95])
def test_coverage(metric: Callable[..., Any], right: float) -> None:
    """Five unequal classes, 500 rows: at least .93 of 500, less 3 standard errors."""
    prior = np.array([0.4, 0.3, 0.15, 0.1, 0.05])
    shares = prior[:, None] * (np.eye(5) * (right - (1 - right) / 4) + (1 - right) / 4)
    true = metric(matrix(np.round(shares * 1e9).astype(int).tolist())).value
    rows = np.random.default_rng(3).multinomial(500, shares.ravel(), 500)

    results = [metric(matrix(row.reshape(5, 5).tolist())) for row in rows]

    assert sum(r.lower <= true <= r.upper for r in results) >= binom.ppf(0.00135, 500, 0.93)


def test_all_wrong() -> None:
    """Value 0 with an upper limit above it."""
    result = f1_macro(matrix([[0, 5], [5, 0]]))

    assert (result.value, result.lower) == (0.0, 0.0)
    assert result.upper is not None
    assert result.upper > 0.2


def test_hits_in_no_class_that_errs() -> None:
    """Class a is perfect, b and c never hit: no row moves a mean, so Kish's number stands."""
    result = precision_macro(matrix([[5, 0, 0], [0, 0, 5], [0, 0, 0]]))

    assert result.value == pytest.approx(1 / 3)
    assert result.lower < 1 / 3 < result.upper


def test_undefined() -> None:
    """No predicted row: no value, and the reason."""
    for metric in (*MACRO, multiclass_accuracy):
        result = metric(matrix([[0, 0], [0, 0]]))
        assert (result.value, result.reason) == (None, "no labelled row has a prediction")
