"""DeLong's interval of an area under the ROC curve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import Interval, delong, delong_difference


def test_against_all_pairs() -> None:
    """The area and the two sample variances, by comparing every pair; scores with ties."""
    rng = np.random.default_rng(0)
    label = np.repeat([1, 0], [30, 70])
    score = np.round(rng.normal(label, 1), 1)
    pairs = np.subtract.outer(score[label == 1], score[label == 0])
    wins = (pairs > 0) + 0.5 * (pairs == 0)
    error = np.sqrt(wins.mean(axis=1).var(ddof=1) / 30 + wins.mean(axis=0).var(ddof=1) / 70)

    interval = delong(label, score)

    assert interval.value == pytest.approx(roc_auc_score(label, score), abs=1e-12)
    assert interval.value - interval.lower == pytest.approx(norm.isf(0.025) * error)


def test_zero_width_where_no_pair_is_out_of_order() -> None:
    """The gap that Newcombe's method closes; stated in the docstring."""
    interval = delong([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])

    assert (interval.lower, interval.upper) == (1.0, 1.0)


def test_coverage_with_few_positives_is_poor() -> None:
    """methods.md a2: .79 at 10 positives and an area of .95."""
    rng = np.random.default_rng(1)
    label = np.repeat([1, 0], [10, 200])
    shift = np.sqrt(2) * norm.ppf(0.95)
    intervals = [delong(label, rng.normal(label * shift, 1)) for _ in range(600)]

    covered = np.mean([i.lower <= 0.95 <= i.upper for i in intervals])

    assert covered == pytest.approx(0.79, abs=3 * np.sqrt(0.79 * 0.21 / 600) + 0.02)


def test_one_of_a_class_is_scarce() -> None:
    """A variance takes two."""
    with pytest.raises(NotEnoughData, match="positives has 1 rows, needs 2"):
        delong([1, 0, 0], [0.9, 0.1, 0.2])


@pytest.mark.parametrize(
    ("label", "score", "why"),
    [
        ([1, 0], [0.5], "same length, got 2 and 1"),
        ([1, 2], [0.5, 0.5], "label must hold 0 and 1 only"),
        ([1, 0], [0.5, np.nan], "score holds 1 NaN"),
    ],
)
def test_refusals(label: list[int], score: list[float], why: str) -> None:
    """Each says what is wrong."""
    with pytest.raises(ValueError, match=why):
        delong(label, score)


def test_difference_of_equal_scores_is_zero_without_width() -> None:
    """What both scores share costs nothing."""
    label, score = [1, 0, 1, 0, 1], [0.9, 0.2, 0.4, 0.5, 0.7]

    assert delong_difference(label, score, score) == Interval(0.0, 0.0, 0.0)


def test_difference_is_that_of_the_areas() -> None:
    """The value is the one area less the other."""
    rng = np.random.default_rng(2)
    label = np.repeat([1, 0], [40, 60])
    score, other = rng.normal(label, 1), rng.normal(label, 1)

    expected = delong(label, score).value - delong(label, other).value

    assert delong_difference(label, score, other).value == pytest.approx(expected)


def test_difference_covers_zero_when_neither_score_is_better() -> None:
    """Two scores of equal worth and correlation .5: 600 samples, three Monte-Carlo errors."""
    rng = np.random.default_rng(3)
    label = np.repeat([1, 0], [60, 90])
    covered = 0
    for _ in range(600):
        shared = rng.normal(label, 1)
        score, other = (shared + rng.normal(size=150) for _ in range(2))
        interval = delong_difference(label, score, other)
        covered += interval.lower <= 0 <= interval.upper

    assert covered / 600 == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / 600))
