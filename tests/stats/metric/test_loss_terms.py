"""Per-row terms of the losses."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss

from watchkeeper.stats.metric import brier_terms, log_loss_terms, multiclass_log_loss_terms


def test_brier_by_hand() -> None:
    """.8 for a one and .3 for a zero."""
    assert brier_terms([1, 0], [0.8, 0.3]).tolist() == pytest.approx([0.04, 0.09])


def test_means_equal_scikit_learn() -> None:
    """Certainties included, right and wrong: the clip is the epsilon of float64."""
    label, score = [1, 0, 1, 0, 1, 0], [1.0, 0.0, 0.0, 1.0, 0.7, 1e-300]

    assert brier_terms(label, score).mean() == pytest.approx(
        brier_score_loss(label, score), abs=1e-12
    )
    assert log_loss_terms(label, score).mean() == pytest.approx(log_loss(label, score), abs=1e-12)


def test_one_wrong_certainty() -> None:
    """36.04 nats, not infinity."""
    assert log_loss_terms([1], [0.0]).tolist() == pytest.approx([36.0436533891])


def test_multiclass_equals_scikit_learn() -> None:
    """Four classes, one of them certain and wrong."""
    rng = np.random.default_rng(0)
    label, scores = rng.integers(0, 4, 50), rng.dirichlet(np.ones(4), 50)
    scores[0] = np.eye(4)[(label[0] + 1) % 4]

    expected = log_loss(label, scores, labels=range(4))

    assert multiclass_log_loss_terms(label, scores).mean() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("label", "score", "why"),
    [
        ([1, 0], [0.5, 1.2], "score holds 1 values outside 0 to 1 of 2"),
        ([1, 0], [0.5, np.nan], "score holds 1 NaN"),
        ([1, 2], [0.5, 0.5], "label must hold 0 and 1 only"),
        ([1], [0.5, 0.5], "same length, got 1 and 2"),
    ],
)
def test_refusals(label: list[int], score: list[float], why: str) -> None:
    """A margin is no probability; each message says what is wrong."""
    for terms in (brier_terms, log_loss_terms):
        with pytest.raises(ValueError, match=why):
            terms(label, score)


@pytest.mark.parametrize(
    ("label", "scores", "why"),
    [
        ([0, 2], [[0.5, 0.5], [0.5, 0.5]], "class indices from 0 to 1"),
        ([0], [[0.5, np.nan]], "scores holds 1 values outside 0 to 1"),
        ([0, 1], [[0.5, 0.5]], r"got \(2,\) and \(1, 2\)"),
    ],
)
def test_multiclass_refusals(label: list[int], scores: list[list[float]], why: str) -> None:
    """Each message says what is wrong."""
    with pytest.raises(ValueError, match=why):
        multiclass_log_loss_terms(label, scores)
