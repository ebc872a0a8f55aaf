"""Calibration curve and expected calibration error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.calibration import calibration_curve as oracle

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.metric import BinarySummary, calibration_curve, calibration_error

Rows = Callable[..., Any]


def sample(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and scores that are a little too sure."""
    rng = np.random.default_rng(seed)
    score = rng.beta(0.7, 0.7, n)
    return rng.random(n) < 0.2 + 0.6 * score, score


@pytest.mark.parametrize("bins", [1, 5, 10, 17])
def test_curve_equals_scikit_learn(bins: int, binary_rows: Rows) -> None:
    """Mean score and share of positives of each stretch, also for scores on a cut."""
    label, score = sample(500, 0)
    score[:11] = np.linspace(0, 1, 11)
    truth, mean_score = oracle(label, score, n_bins=bins)

    curve = calibration_curve(binary_rows(label, score), bins=bins)

    assert [one.positives.value for one in curve] == pytest.approx(truth.tolist())
    assert [one.mean_score for one in curve] == pytest.approx(mean_score.tolist())
    assert sum(one.n for one in curve) == 500


def test_shares_of_the_curve_have_wilsons_interval(binary_rows: Rows) -> None:
    """Three of four rows near .7 are positive."""
    (one,) = calibration_curve(binary_rows([1, 1, 1, 0], [0.7, 0.68, 0.66, 0.64]))

    interval = wilson(3, 4)
    assert (one.lower, one.upper, one.n) == pytest.approx((0.6, 0.7, 4))
    assert (one.positives.lower, one.positives.upper) == (interval.lower, interval.upper)


def test_error_by_hand(binary_rows: Rows) -> None:
    """60 rows at .25, 30 positive; 40 rows at .85, 34 positive: .6 * .25 + 0."""
    label = [1] * 30 + [0] * 30 + [1] * 34 + [0] * 6
    score = [0.25] * 60 + [0.85] * 40

    result = calibration_error(binary_rows(label, score))

    assert result.value == pytest.approx(0.15)
    assert result.bound == 0.0
    assert 0.0 < result.lower < 0.15 < result.upper


def test_error_is_the_weighted_gap_of_the_curve(binary_rows: Rows) -> None:
    """From scikit-learn's curve and a histogram."""
    label, score = sample(1000, 1)
    truth, mean_score = oracle(label, score, n_bins=10)
    rows = np.bincount(np.searchsorted(np.linspace(0, 1, 11)[1:-1], score), minlength=10)

    value = calibration_error(binary_rows(label, score)).value

    assert value == pytest.approx(float(rows[rows > 0] @ abs(truth - mean_score)) / 1000)


def test_published_extremes(binary_rows: Rows) -> None:
    """NannyML's rows: scores turned round need calibration, perfect ones do not."""
    label = np.repeat([0, 1], 6)

    assert calibration_error(binary_rows(label, 1.0 - label)).value == 1.0
    assert calibration_error(binary_rows(label, 1.0 * label)).value == 0.0


def test_one_class_has_an_error_where_nannyml_has_none(binary_rows: Rows) -> None:
    """Its calibrator cannot be fitted to one class; the gap can be measured all the same."""
    result = calibration_error(binary_rows([0] * 60, [0.2] * 60))

    assert result.value == pytest.approx(0.2)


def test_rare_positives_may_be_missing_by_chance(binary_rows: Rows) -> None:
    """100 rows at .01 without a positive: three positives are not ruled out."""
    result = calibration_error(binary_rows([0] * 100, [0.01] * 100))

    assert result.value == pytest.approx(0.01)
    assert result.upper > 0.03
    assert result.lower == 0.0


def test_binned_scores_have_a_bound(binary_rows: Rows) -> None:
    """200 bins between quantiles: the exact error lies within the bound, and in the limits."""
    label, score = sample(5000, 2)
    exact = calibration_error(binary_rows(label, score))
    edges = np.quantile(score, np.linspace(0, 1, 201))
    place = np.clip(np.searchsorted(edges, score, side="right") - 1, 0, 199)
    low, high = edges[:-1].copy(), edges[1:].copy()
    low[0], high[-1] = -np.inf, np.inf
    binned = calibration_error(
        BinarySummary(
            n=5000,
            n_positive=label.sum(),
            positives=np.bincount(place[label], minlength=200),
            negatives=np.bincount(place[~label], minlength=200),
            single_valued=np.zeros(200, dtype=bool),
            score_low=low,
            score_high=high,
            n_probability=5000,
        )
    )

    assert 0.0 < abs(binned.value - exact.value) <= binned.bound < 0.05
    assert binned.lower <= exact.value <= binned.upper


def test_perfect_calibration_has_the_mean_that_is_stated(binary_rows: Rows) -> None:
    """sqrt(2 / pi) times the standard errors of the stretches, over 300 draws."""
    rng = np.random.default_rng(5)
    score = np.repeat(np.arange(0.05, 1, 0.1), 100)
    found = [
        calibration_error(binary_rows(rng.random(1000) < score, score)).value for _ in range(300)
    ]

    errors = np.sqrt(100 * np.arange(0.05, 1, 0.1) * (1 - np.arange(0.05, 1, 0.1))) / 1000
    assert np.mean(found) == pytest.approx(np.sqrt(2 / np.pi) * errors.sum(), rel=0.05)


def test_undefined(binary_rows: Rows) -> None:
    """No score, a margin instead of a probability, bins of unknown scores, few rows."""
    assert calibration_error(BinarySummary(n=3, n_positive=1)).reason == (
        "no labelled row has a score"
    )
    summary = binary_rows([0, 1], [0.2, 0.9])
    margin = replace(summary, n_probability=1)
    assert "1 of 2 scores are no probabilities" in calibration_error(margin).reason
    blind = replace(summary, score_low=[], score_high=[])
    assert calibration_error(blind).reason == "the scores of the bins are not known"
    assert calibration_curve(blind) == ()
    assert calibration_error(summary).reason == "2 rows with a score, an interval needs 50"
    with pytest.raises(ValueError, match="bins must be at least 1, got 0"):
        calibration_curve(summary, bins=0)
