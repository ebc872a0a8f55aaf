"""Without scores every metric is scikit-learn's with sample weights; with all labels, its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn import metrics

from watchkeeper.stats import estimate as weighted


def specificity(label: Any, prediction: Any, *, sample_weight: Any) -> float:
    """Return the recall of the other class."""
    return float(metrics.recall_score(label, prediction, pos_label=0, sample_weight=sample_weight))


DECISIONS: dict[str, Callable[..., float]] = {
    "accuracy": metrics.accuracy_score,
    "precision": metrics.precision_score,
    "recall": metrics.recall_score,
    "specificity": specificity,
    "f_beta": metrics.f1_score,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "mcc": metrics.matthews_corrcoef,
}
SCORES: dict[str, Callable[..., float]] = {
    "roc_auc": metrics.roc_auc_score,
    "log_loss": metrics.log_loss,
    "brier": metrics.brier_score_loss,
}


@pytest.mark.parametrize("name", DECISIONS)
def test_decisions(window: Any, name: str) -> None:
    """The weighted value of the labelled rows."""
    seen = window.labelled
    expected = DECISIONS[name](
        window.label[seen], window.prediction[seen], sample_weight=window.weight
    )

    assert getattr(weighted, name)(*window.arguments).value == pytest.approx(expected)


@pytest.mark.parametrize("name", SCORES)
def test_scores(window: Any, name: str) -> None:
    """The weighted value of the labelled rows."""
    seen = window.labelled
    expected = SCORES[name](window.label[seen], window.score[seen], sample_weight=window.weight)

    ours = getattr(weighted, name)(window.label, window.score, window.inclusion, seen)
    assert ours.value == pytest.approx(expected)


@pytest.mark.parametrize("name", [*DECISIONS, *SCORES])
def test_all_rows_labelled_give_the_plain_metric(window: Any, name: str) -> None:
    """Whatever the scores say: nothing is left to foresee."""
    ones = np.ones(3000)
    if name in DECISIONS:
        said, expected = window.prediction, DECISIONS[name]
    else:
        said, expected = window.score, SCORES[name]

    ours = getattr(weighted, name)(window.label, said, ones, ones, score=window.score**2)

    plain = expected(window.label, said, sample_weight=ones)
    assert ours.value == pytest.approx(plain)


@pytest.mark.parametrize("beta", [0.5, 2.0])
def test_f_beta(window: Any, beta: float) -> None:
    """With either weight of recall."""
    seen = window.labelled
    expected = metrics.fbeta_score(
        window.label[seen], window.prediction[seen], beta=beta, sample_weight=window.weight
    )

    assert weighted.f_beta(*window.arguments, beta=beta).value == pytest.approx(expected)


def test_regression(window: Any) -> None:
    """Absolute, squared and quantile losses, with weights."""
    rng = np.random.default_rng(1)
    y = rng.normal(size=3000)
    said = y + rng.normal(0.3, 1.0, 3000)
    seen, w = window.labelled, window.weight
    given = (y, said, window.inclusion, seen)
    rows = (y[seen], said[seen])

    assert weighted.mae(*given).value == pytest.approx(
        metrics.mean_absolute_error(*rows, sample_weight=w)
    )
    assert weighted.rmse(*given).value == pytest.approx(
        metrics.root_mean_squared_error(*rows, sample_weight=w)
    )
    assert weighted.bias(*given).value == pytest.approx(np.average(said[seen] - y[seen], weights=w))
    assert weighted.quantile_loss(*given, quantile=0.8).value == pytest.approx(
        metrics.mean_pinball_loss(*rows, sample_weight=w, alpha=0.8)
    )


def test_ten_rows_of_evidently() -> None:
    """Its ten probabilities, decided at .7, give the numbers of its own test."""
    p = np.array([0.91, 0.82, 0.73, 0.64, 0.55, 0.46, 0.37, 0.28, 0.19, 0.0])
    y, ones = np.array([1.0, 0, 0, 1, 1, 1, 0, 1, 0, 0]), np.ones(10)
    d = (p >= 0.7).astype(float)
    expected = {
        "accuracy": 0.4,
        "precision": 1 / 3,
        "recall": 0.2,
        "f_beta": 0.25,
        "specificity": 0.6,
    }

    values = {name: getattr(weighted, name)(y, d, ones, ones).value for name in expected}

    assert values == pytest.approx(expected)
    assert weighted.roc_auc(y, p, ones, ones).value == pytest.approx(0.64)
    assert weighted.log_loss(y, p, ones, ones).value == pytest.approx(0.6884817487155065)
