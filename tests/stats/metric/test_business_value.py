"""What answers are worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.metric import (
    BinarySummary,
    MulticlassSummary,
    accuracy,
    business_value,
    f1,
    mean_of_outcomes,
    multiclass_value,
    multiclass_value_metric,
    precision,
    recall,
    specificity,
    value_metric,
)

# NannyML's car loans, first 5,000 rows: the only matrix with the metrics that it prints.
CAR_LOANS = BinarySummary(n=5000, n_positive=2586, tp=2406, fp=109, fn=180, tn=2305)


def test_published_value() -> None:
    """[[0, -10], [0, 10]] on the first chunk of the car loans: 22,970."""
    result = business_value(CAR_LOANS, tp=10, fp=-10, fn=0, tn=0)

    assert result.value * 5000 == pytest.approx(22970)
    assert result.lower < result.value < result.upper


@pytest.mark.parametrize(
    ("metric", "printed"),
    [
        (f1, 0.943344),
        (precision, 0.956660),
        (recall, 0.930394),
        (specificity, 0.954847),
        (accuracy, 0.942200),
    ],
)
def test_published_metrics_of_the_same_rows(metric: Callable[..., Any], printed: float) -> None:
    """To the printed precision."""
    assert metric(CAR_LOANS).value == pytest.approx(printed, abs=5e-7)


def test_accuracy_is_a_business_value() -> None:
    """Right answers worth 1 and wrong ones 0: the same value and limits."""
    summary = BinarySummary(n=100, n_positive=40, tp=30, fp=5, fn=10, tn=55)

    result, wanted = business_value(summary, tp=1, fp=0, fn=0, tn=1), accuracy(summary)

    assert (result.value, result.lower, result.upper) == pytest.approx(
        (wanted.value, wanted.lower, wanted.upper)
    )


def test_interval_is_that_of_the_outcomes() -> None:
    """The four cells in their order."""
    summary = BinarySummary(n=100, n_positive=40, tp=30, fp=5, fn=10, tn=55)

    result = business_value(summary, tp=20, fp=-3, fn=-50, tn=0.1)

    found = mean_of_outcomes([30, 5, 10, 55], [20, -3, -50, 0.1])
    assert (result.value, result.lower, result.upper) == (found.value, found.lower, found.upper)


def test_cost_matrix_of_several_classes() -> None:
    """By label (first axis) and prediction: (40 * 1 - 5 * 8 - 2 * 3) / 50."""
    summary = MulticlassSummary(
        n=50, classes=("a", "b", "c"), confusion=[[20, 5, 0], [0, 10, 2], [3, 0, 10]]
    )

    result = multiclass_value(summary, worth=[[1, -8, 0], [0, 1, -3], [0, 0, 1]])

    assert result.value == pytest.approx((40 - 40 - 6) / 50)
    assert -8 < result.lower < result.value < result.upper < 1


def test_undefined_and_refused() -> None:
    """No prediction; worths that are no numbers or do not fit."""
    empty = BinarySummary(n=3, n_positive=1)
    three = MulticlassSummary(n=1, classes=("a", "b", "c"), confusion=np.zeros((3, 3)))
    assert business_value(empty, tp=1, fp=0, fn=0, tn=0).reason == (
        "no labelled row has a prediction"
    )
    assert multiclass_value(three, worth=np.eye(3)).value is None
    with pytest.raises(ValueError, match="fn must be a finite number, got nan"):
        business_value(empty, tp=1, fp=0, fn=float("nan"), tn=0)
    with pytest.raises(ValueError, match=r"worth must have shape \(3, 3\), got \(2, 2\)"):
        multiclass_value(three, worth=np.eye(2))


def test_value_metric_is_a_row_like_the_others() -> None:
    """Name, unit, and the same answer at any level."""
    summary = BinarySummary(n=100, n_positive=40, tp=30, fp=5, fn=10, tn=55)

    metric = value_metric(tp=20, fp=-3, fn=-50, tn=0, name="saved", unit="EUR")

    assert (metric.name, metric.task, metric.unit) == ("saved", "binary", "EUR")
    assert metric.call(summary, level=0.8) == business_value(
        summary, tp=20, fp=-3, fn=-50, tn=0, level=0.8
    )
    with pytest.raises(ValueError, match="tn must be a finite number"):
        value_metric(tp=1, fp=0, fn=0, tn=float("inf"))


def test_value_metric_of_several_classes() -> None:
    """A square matrix that later changes of the caller's array do not reach."""
    summary = MulticlassSummary(n=15, classes=("a", "b"), confusion=[[5, 4], [3, 3]])
    worth = np.array([[1.0, -2.0], [0.0, 1.0]])

    metric = multiclass_value_metric(worth)
    before = metric.call(summary)
    worth[:] = 0.0

    assert metric.call(summary) == before == multiclass_value(summary, worth=[[1, -2], [0, 1]])
    with pytest.raises(ValueError, match=r"worth must have shape \(classes, classes\)"):
        multiclass_value_metric([1, 2])
