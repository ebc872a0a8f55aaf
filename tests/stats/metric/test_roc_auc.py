"""Area under the ROC curve from histograms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, norm
from sklearn.metrics import roc_auc_score

from watchkeeper.stats.interval import auc
from watchkeeper.stats.metric import BinarySummary, roc_auc

Rows = Callable[..., Any]


def binned(label: np.ndarray, score: np.ndarray, edges: np.ndarray) -> BinarySummary:
    """Return the summary of the scores on bins that can hold several."""
    positives, negatives = (np.histogram(score[label == y], edges)[0] for y in (1, 0))
    return BinarySummary(
        n=label.size,
        n_positive=(label == 1).sum(),
        positives=positives,
        negatives=negatives,
        single_valued=np.zeros(edges.size - 1, dtype=bool),
    )


def test_equals_scikit_learn(binary_rows: Rows) -> None:
    """Scores with many ties, one bin a score: equal to 1e-9, bound 0."""
    rng = np.random.default_rng(0)
    label = (rng.random(500) < 0.3).astype(int)
    score = np.round(rng.beta(2 + 2 * label, 3), 2)

    result = roc_auc(binary_rows(label, score))

    assert result.value == pytest.approx(roc_auc_score(label, score), abs=1e-12)
    assert result.bound == 0.0


def test_published_value(binary_rows: Rows) -> None:
    """Evidently's ten rows: .64."""
    score = [0.91, 0.82, 0.73, 0.64, 0.55, 0.46, 0.37, 0.28, 0.19, 0.0]

    assert roc_auc(binary_rows([1, 0, 0, 1, 1, 1, 0, 1, 0, 0], score)).value == pytest.approx(0.64)


def test_interval_is_that_of_area_and_class_sizes(binary_rows: Rows) -> None:
    """Newcombe's, with nothing added where scores are exact."""
    label = np.repeat([1, 0], [20, 30])
    result = roc_auc(binary_rows(label, np.linspace(1, 0, 50) ** 2))
    expected = auc(1.0, 20, 30)

    assert (result.value, result.lower, result.upper) == (1.0, expected.lower, expected.upper)


@pytest.mark.parametrize("seed", range(20))
def test_exact_area_lies_within_the_bound(seed: int) -> None:
    """Eight bins, 200 rows: the binned area is off by the bound at most."""
    rng = np.random.default_rng(seed)
    label = (rng.random(200) < 0.4).astype(int)
    score = rng.beta(2 + label, 2)

    result = roc_auc(binned(label, score, np.linspace(0, 1, 9)))

    assert result.value is not None
    assert result.bound > 0
    assert abs(result.value - roc_auc_score(label, score)) <= result.bound


def test_interval_contains_the_bound() -> None:
    """One bin for all: anything from 0 to 1 is possible, and the limits say so."""
    result = roc_auc(binned(np.repeat([1, 0], 50), np.linspace(0, 1, 100), np.array([0.0, 1.0])))

    assert (result.value, result.bound) == (0.5, 0.5)
    assert (result.lower, result.upper) == (0.0, 1.0)


def test_mixed_bins_count_only_open_ties() -> None:
    """A tie of equal scores is no uncertainty."""
    summary = BinarySummary(
        n=40,
        n_positive=20,
        positives=[10, 10],
        negatives=[10, 10],
        single_valued=[True, False],
    )

    assert roc_auc(summary).bound == pytest.approx(0.5 * 100 / 400)


def test_coverage_from_1024_bins() -> None:
    """Binormal scores, area .85: at least .93 of 400 windows, less 3 standard errors."""
    rng = np.random.default_rng(1)
    edges = norm.ppf(np.linspace(0, 1, 1025))
    shift = np.sqrt(2) * norm.ppf(0.85)
    label = np.repeat([1, 0], [60, 200])
    results = [roc_auc(binned(label, rng.normal(label * shift), edges)) for _ in range(400)]

    covered = sum(r.lower <= 0.85 <= r.upper for r in results)
    assert covered >= binom.ppf(0.00135, 400, 0.93)
    assert np.mean([r.bound for r in results]) < 0.001


@pytest.mark.parametrize(
    ("positives", "negatives", "why"),
    [
        ([0], [0], "no labelled row has a score"),
        ([0], [7], "none of 7 scored rows is positive"),
        ([7], [0], "all 7 scored rows are positive"),
    ],
)
def test_undefined(positives: list[int], negatives: list[int], why: str) -> None:
    """One class or none: no value, and the reason."""
    summary = BinarySummary(
        n=9, n_positive=7, positives=positives, negatives=negatives, single_valued=[True]
    )

    result = roc_auc(summary)

    assert (result.value, result.lower, result.upper, result.reason) == (None, None, None, why)


def test_nine_of_a_class_have_no_interval(binary_rows: Rows) -> None:
    """The value is shown, the limits are not, and the reason has both numbers."""
    result = roc_auc(binary_rows(np.repeat([1, 0], [9, 50]), np.linspace(1, 0, 59)))

    assert result.value == 1.0
    assert (result.lower, result.upper) == (None, None)
    assert result.reason == "9 positive and 50 negative rows, an interval needs 10 of each"


def test_reversed_classes_are_noticed(binary_rows: Rows) -> None:
    """An area far below one half is more often a swapped label than a bad model."""
    label = np.repeat([0, 1], 50)
    good, swapped = (roc_auc(binary_rows(y, np.linspace(0, 1, 100))) for y in (label, 1 - label))

    assert good.reason == ""
    assert "the positive class may be reversed" in swapped.reason


def test_ten_million_rows_of_each() -> None:
    """1e14 pairs do not overflow."""
    summary = BinarySummary(
        n=40_000_000,
        n_positive=20_000_000,
        positives=[10_000_000, 10_000_000],
        negatives=[10_000_000, 10_000_000],
        single_valued=[True, True],
    )

    assert roc_auc(summary).value == 0.5
