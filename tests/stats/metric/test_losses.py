"""Brier score and log loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom
from sklearn import metrics as oracle

from watchkeeper.stats.metric import (
    BinarySummary,
    MulticlassSummary,
    brier,
    log_loss,
    multiclass_log_loss,
)

Rows = Callable[..., Any]


def test_equal_scikit_learn(binary_rows: Rows) -> None:
    """The same rows, certainties included."""
    rng = np.random.default_rng(0)
    label = (rng.random(300) < 0.3).astype(int)
    score = np.round(rng.beta(1 + label, 2), 1)
    summary = binary_rows(label, score)

    assert brier(summary).value == pytest.approx(oracle.brier_score_loss(label, score), abs=1e-9)
    assert log_loss(summary).value == pytest.approx(oracle.log_loss(label, score), abs=1e-9)


def test_published_value(binary_rows: Rows) -> None:
    """Evidently's ten rows: .6884817487155065."""
    score = [0.91, 0.82, 0.73, 0.64, 0.55, 0.46, 0.37, 0.28, 0.19, 0.0]

    result = log_loss(binary_rows([1, 0, 0, 1, 1, 1, 0, 1, 0, 0], score))

    assert result.value == pytest.approx(0.6884817487155065, abs=1e-12)


def test_a_coin(binary_rows: Rows) -> None:
    """A score of one half: .25 and ln 2, with no spread to speak of."""
    summary = binary_rows([0, 1, 1, 0], [0.5] * 4)

    for result, value in ((brier(summary), 0.25), (log_loss(summary), np.log(2))):
        assert result.value == pytest.approx(value)
        assert (result.lower, result.upper) == pytest.approx((value, value), abs=1e-6)


def test_multiclass_equals_scikit_learn(multiclass_rows: Rows) -> None:
    """Three classes."""
    rng = np.random.default_rng(1)
    label, scores = rng.integers(0, 3, 80), rng.dirichlet([1, 1, 1], 80)

    result = multiclass_log_loss(multiclass_rows(label, label, scores, classes=3))

    assert result.value == pytest.approx(oracle.log_loss(label, scores, labels=range(3)), abs=1e-9)
    assert result.lower < result.value < result.upper


@pytest.mark.parametrize("n", [100, 500])
def test_coverage(n: int, binary_rows: Rows) -> None:
    """Calibrated scores from Beta(2, 2): at least .93 of 500 windows, less 3 standard errors."""
    rng = np.random.default_rng(n)
    covered = {"brier": 0, "log_loss": 0}
    # E p(1-p) = 1/5; E of the binary entropy of Beta(2, 2) = 7/12.
    true = {"brier": 0.2, "log_loss": 7 / 12}
    for _ in range(500):
        score = rng.beta(2, 2, n)
        summary = binary_rows(rng.random(n) < score, score)
        for metric in (brier, log_loss):
            result = metric(summary)
            covered[metric.__name__] += result.lower <= true[metric.__name__] <= result.upper

    assert min(covered.values()) >= binom.ppf(0.00135, 500, 0.93)


def test_limits_stay_where_a_loss_can_be(binary_rows: Rows) -> None:
    """One wrong certainty among ten rows: the upper limits are the largest possible loss."""
    summary = binary_rows([1] * 9 + [0], [1.0] * 10)

    assert brier(summary).upper == 1.0
    assert log_loss(summary).upper == pytest.approx(36.0436533891)


def test_one_row_has_no_interval(binary_rows: Rows) -> None:
    """The value is shown and the reason says what is missing."""
    result = brier(binary_rows([1], [0.8]))

    assert result.value == pytest.approx(0.04)
    assert (result.lower, result.upper) == (None, None)
    assert result.reason == "1 row, an interval needs 2"


def test_undefined() -> None:
    """No score, or a score that is no probability: no value, and the reason."""
    margin = BinarySummary(
        n=3, n_positive=1, positives=[1], negatives=[2], single_valued=[True], n_probability=1
    )

    for metric in (brier, log_loss):
        assert metric(BinarySummary(n=3, n_positive=1)).reason == "no labelled row has a score"
        assert metric(margin).value is None
        assert metric(margin).reason == "2 of 3 scores are no probabilities (outside 0 to 1)"
    nothing = MulticlassSummary(n=0, classes=("a", "b"), confusion=np.zeros((2, 2)))
    assert multiclass_log_loss(nothing).reason == "no labelled row has scores"
