"""Accuracy that scores expect."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate import expected_accuracy, expected_confusion


def test_cells_by_hand() -> None:
    """Scores .9 and .6 decided positive, .2 decided negative."""
    cells = expected_confusion([0.9, 0.6, 0.2], [1, 1, 0])

    assert cells == pytest.approx((1.5, 0.5, 0.2, 0.8))
    assert sum(cells) == pytest.approx(3.0)


def test_certain_scores_are_labels() -> None:
    """With scores of 0 and 1 it is the confusion matrix itself."""
    assert expected_confusion([1, 0, 1, 0], [1, 1, 0, 0]) == (1, 1, 1, 1)
    assert expected_accuracy([1, 0, 1, 0], [1, 1, 0, 0], [1, 0]).upper == 0.5


def test_both_variances_by_hand() -> None:
    """That of the labels to come, and that of the calibrator."""
    interval = expected_accuracy([0.9, 0.6, 0.2], [1, 1, 0], [0.5, 0.9, 0.9, 0.1])

    half = norm.isf(0.025) * np.sqrt((0.09 + 0.24 + 0.16) / 9 + (0.25 + 3 * 0.09) / 16)
    assert interval.value == pytest.approx(2.3 / 3)
    assert interval.lower == pytest.approx(2.3 / 3 - half)
    assert interval.upper == 1.0


def test_it_is_unbiased_for_any_inputs() -> None:
    """Labels drawn by the scores, inputs from elsewhere: their mean is what was expected."""
    rng = np.random.default_rng(0)
    p = rng.beta(5.0, 2.0, 2000)
    d = p > 0.5
    right = [np.mean((rng.random(2000) < p) == d) for _ in range(400)]

    interval = expected_accuracy(p, d, rng.random(1000))

    assert np.mean(right) == pytest.approx(interval.value, abs=2.8 * np.std(right) / 20)


def test_refusals() -> None:
    """By name."""
    with pytest.raises(NotEnoughData, match="reference_score has 0 rows, needs 1"):
        expected_accuracy([0.5], [1], [])
    with pytest.raises(NotEnoughData, match="score has 0 rows, needs 1"):
        expected_accuracy([], [], [0.5])
    with pytest.raises(ValueError, match="score must lie in 0 to 1"):
        expected_accuracy([1.5], [1], [0.5])
    with pytest.raises(ValueError, match="prediction must hold 0 and 1 only"):
        expected_confusion([0.5], [0.3])
    with pytest.raises(ValueError, match="score and prediction must have the same length"):
        expected_confusion([0.5], [1, 0])
    with pytest.raises(ValueError, match="reference_score holds 1 NaN"):
        expected_accuracy([0.5], [1], [np.nan])
