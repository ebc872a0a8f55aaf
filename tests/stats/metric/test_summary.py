"""Additive summaries."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.metric import BinarySummary, MulticlassSummary, RegressionSummary

Rows = Callable[..., Any]


def same(a: object, b: object) -> bool:
    """Tell whether two summaries agree: counts exactly, sums to rounding."""
    pairs = (
        (getattr(a, f.name), getattr(b, f.name))
        for f in dataclasses.fields(a)  # type: ignore[arg-type]
        if f.name != "classes"
    )
    return all(np.allclose(x, y, rtol=1e-12, atol=0) for x, y in pairs)


def test_binary_summaries_of_two_halves_add_up(binary_rows: Rows) -> None:
    """Rows in the first half and rows in the second, on the same score bins."""
    rng = np.random.default_rng(0)
    y, p = rng.random(40) < 0.4, np.tile([0.1, 0.4, 0.6, 0.9], 10)

    halves = binary_rows(y[:20], p[:20]) + binary_rows(y[20:], p[20:])

    assert same(halves, binary_rows(y, p))


def test_multiclass_summaries_of_two_halves_add_up(multiclass_rows: Rows) -> None:
    """The confusion matrix and the loss sums."""
    rng = np.random.default_rng(1)
    y, d, p = rng.integers(0, 3, 40), rng.integers(0, 3, 40), rng.dirichlet([1, 1, 1], 40)

    one, other = (multiclass_rows(y[s], d[s], p[s], classes=3) for s in (slice(20), slice(20, 40)))

    assert same(one + other, multiclass_rows(y, d, p, classes=3))


def test_regression_summaries_of_two_halves_add_up(regression_rows: Rows) -> None:
    """All four moments."""
    y, d = np.random.default_rng(2).normal(size=(2, 40))

    halves = regression_rows(y[:20], d[:20]) + regression_rows(y[20:], d[20:])

    assert same(halves, regression_rows(y, d))


def test_rows_without_score_or_prediction_are_only_labelled() -> None:
    """Seven labels, five scores, four predictions."""
    summary = BinarySummary(
        n=7, n_positive=3, positives=[1, 1], negatives=[2, 1], single_valued=[True, True],
        tp=1, fp=1, fn=1, tn=1,
    )  # fmt: skip

    assert (summary.n, summary.n_scored, summary.n_predicted) == (7, 5, 4)


def test_other_score_bins_cannot_be_added() -> None:
    """Their histograms mean different scores."""
    two = BinarySummary(
        n=1, n_positive=1, positives=[1, 0], negatives=[0, 0], single_valued=[True, True]
    )

    with pytest.raises(ValueError, match="different score bins cannot be added: 2 and 0 bins"):
        two + BinarySummary(n=1, n_positive=0)


def test_other_classes_cannot_be_added() -> None:
    """Their matrices mean different classes."""
    one = MulticlassSummary(n=0, classes=("a", "b"), confusion=np.zeros((2, 2)))
    other = MulticlassSummary(n=0, classes=("a", "c"), confusion=np.zeros((2, 2)))

    with pytest.raises(ValueError, match="different classes cannot be added"):
        one + other


ONE_BIN: dict[str, Any] = {"positives": [1], "negatives": [0], "single_valued": [False]}


def test_other_scores_of_the_bins_cannot_be_added() -> None:
    """The same number of bins, cut elsewhere."""
    one, other = (
        BinarySummary(n=1, n_positive=1, score_low=[low], score_high=[0.5], **ONE_BIN)
        for low in (0.1, 0.2)
    )

    with pytest.raises(ValueError, match="different score bins cannot be added"):
        one + other


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"tp": -1}, "tp must hold counts >= 0"),
        ({"n_positive": 4}, "n is 3, but 4 rows are positive"),
        ({"tp": 2, "tn": 2}, "n is 3, but .* 4 a prediction"),
        ({"positives": [1, 2]}, "must share their bins"),
        ({"score_low": [0.1], "score_high": [0.2]}, "must share the 0 bins or be empty"),
        (ONE_BIN | {"score_low": [0.3], "score_high": [0.2]}, "score_low must be at most"),
        (ONE_BIN | {"score_low": [float("nan")], "score_high": [0.2]}, "neither NaN"),
        ({"n_probability": 1}, "n_probability is 1, but 0 rows have a score"),
        ({"brier_sum": float("nan")}, "brier_sum must be a finite number"),
        ({"log_loss_sumsq": -1.0}, "log_loss_sumsq must be >= 0"),
    ],
)
def test_what_cannot_be_a_binary_summary(change: dict[str, Any], why: str) -> None:
    """Each refusal names the field."""
    with pytest.raises(ValueError, match=why):
        BinarySummary(**{"n": 3, "n_positive": 1, **change})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"confusion": [[1, 2, 3]]}, r"shape \(classes, classes\) for 2 classes, got \(1, 3\)"),
        ({"confusion": [[1, 2], [3, 4]]}, "n is 5, but 10 rows have a prediction"),
        ({"log_loss_sum": float("inf")}, "log_loss_sum must be a finite number"),
    ],
)
def test_what_cannot_be_a_multiclass_summary(change: dict[str, Any], why: str) -> None:
    """Each refusal names the field."""
    fields = {"n": 5, "classes": ("a", "b"), "confusion": np.zeros((2, 2)), **change}

    with pytest.raises(ValueError, match=why):
        MulticlassSummary(**fields)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"n_predicted": 6}, "n is 5, but 6 rows have a prediction"),
        ({"residual_sum": float("nan")}, "residual_sum must be a finite number"),
        ({"residual_sum4": float("inf")}, "residual_sum4 must be a finite number"),
    ],
)
def test_what_cannot_be_a_regression_summary(change: dict[str, Any], why: str) -> None:
    """Each refusal names the field."""
    with pytest.raises(ValueError, match=why):
        RegressionSummary(**{"n": 5, "n_predicted": 5, **change})
