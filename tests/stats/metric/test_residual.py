"""Metrics of a regression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from watchkeeper.stats.interval import mean, positive_mean
from watchkeeper.stats.metric import RegressionSummary, bias, mae, rmse

Rows = Callable[..., Any]


def test_equal_scikit_learn(regression_rows: Rows) -> None:
    """The same rows."""
    label, prediction = np.random.default_rng(0).normal(10, 3, (2, 200))
    summary = regression_rows(label, prediction)

    assert mae(summary).value == pytest.approx(mean_absolute_error(label, prediction), abs=1e-9)
    assert rmse(summary).value == pytest.approx(
        root_mean_squared_error(label, prediction), abs=1e-9
    )
    assert bias(summary).value == pytest.approx((prediction - label).mean(), abs=1e-9)


def test_bias_is_above_zero_where_predictions_are_too_high(regression_rows: Rows) -> None:
    """Prediction minus label."""
    assert bias(regression_rows([1, 2, 3], [2, 3, 5])).value == pytest.approx(4 / 3)


def test_limits(regression_rows: Rows) -> None:
    """t for the bias, the one for values >= 0 for the others, roots for the root."""
    r = np.array([1.0, -2, 3, -1, 2, 4, -2, 1])
    summary = regression_rows(np.zeros(8), r)
    plain = mean(8, r.sum(), np.square(r).sum())
    absolute = positive_mean(8, np.abs(r).sum(), np.square(r).sum())
    square = positive_mean(8, np.square(r).sum(), (r**4).sum())

    assert (bias(summary).lower, bias(summary).upper) == (plain.lower, plain.upper)
    assert (mae(summary).lower, mae(summary).upper) == (absolute.lower, absolute.upper)
    assert rmse(summary).lower == pytest.approx(np.sqrt(square.lower))
    assert rmse(summary).upper == pytest.approx(np.sqrt(square.upper))


@pytest.mark.parametrize(("metric", "true"), [(mae, np.sqrt(2 / np.pi)), (rmse, 1.0), (bias, 0.0)])
def test_coverage(metric: Callable[..., Any], true: float, regression_rows: Rows) -> None:
    """Normal residuals, 40 rows: at least .93 of 1,000 windows, less 3 standard errors."""
    residuals = np.random.default_rng(1).normal(size=(1000, 40))

    results = [metric(regression_rows(np.zeros(40), r)) for r in residuals]

    assert sum(r.lower <= true <= r.upper for r in results) >= binom.ppf(0.00135, 1000, 0.93)


def test_a_perfect_model(regression_rows: Rows) -> None:
    """All residuals 0."""
    summary = regression_rows([1, 2, 3], [1, 2, 3])

    for metric in (mae, rmse, bias):
        result = metric(summary)
        assert (result.value, result.lower, result.upper) == (0.0, 0.0, 0.0)


def test_one_row_that_carries_all_has_no_interval(regression_rows: Rows) -> None:
    """Ten rows, one residual: the value is shown, the reason says why there are no limits."""
    result = rmse(regression_rows(np.zeros(10), [0] * 9 + [5]))

    assert result.value == pytest.approx(np.sqrt(2.5))
    assert (result.lower, result.upper) == (None, None)
    assert result.reason == "10 rows, too uneven for an interval"


def test_one_row(regression_rows: Rows) -> None:
    """A value without limits."""
    for metric in (mae, rmse, bias):
        result = metric(regression_rows([1], [3]))
        assert result.value == 2.0
        assert (result.lower, result.upper) == (None, None)
        assert result.reason == "1 row, an interval needs 2"


def test_undefined() -> None:
    """Labels without a prediction: no value, and the reason."""
    for metric in (mae, rmse, bias):
        result = metric(RegressionSummary(n=4, n_predicted=0))
        assert (result.value, result.reason) == (None, "no labelled row has a prediction")
