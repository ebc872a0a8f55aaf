"""Balanced accuracy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import balanced_accuracy_score

from watchkeeper.stats.interval import difference_of_proportions
from watchkeeper.stats.metric import BinarySummary, balanced_accuracy


def test_equals_scikit_learn() -> None:
    """The rows of a confusion matrix, one by one."""
    label = np.repeat([1, 1, 0, 0], [30, 10, 5, 55])
    decision = np.repeat([1, 0, 1, 0], [30, 10, 5, 55])

    result = balanced_accuracy(BinarySummary(n=100, n_positive=40, tp=30, fn=10, fp=5, tn=55))

    assert result.value == pytest.approx(balanced_accuracy_score(label, decision), abs=1e-12)


def test_limits_are_newcombes() -> None:
    """Recall + specificity - 1 is a difference of shares: recall less false positive share."""
    oracle = difference_of_proportions(5, 60, 30, 40)

    result = balanced_accuracy(BinarySummary(n=100, n_positive=40, tp=30, fn=10, fp=5, tn=55))

    assert result.lower == pytest.approx((oracle.lower + 1) / 2)
    assert result.upper == pytest.approx((oracle.upper + 1) / 2)


def test_coverage() -> None:
    """Recall .7, specificity .95, 30 positives of 200: .93 of 1,000, less 3 standard errors."""
    rng = np.random.default_rng(0)
    rows = zip(rng.binomial(30, 0.7, 1000), rng.binomial(170, 0.95, 1000), strict=True)
    results = [
        balanced_accuracy(
            BinarySummary(n=200, n_positive=30, tp=tp, fn=30 - tp, tn=tn, fp=170 - tn)
        )
        for tp, tn in rows
    ]

    covered = sum(r.lower <= 0.825 <= r.upper for r in results)

    assert covered >= binom.ppf(0.00135, 1000, 0.93)


def test_one_class_only() -> None:
    """No negative row: no value, and the reason of the part that is missing."""
    result = balanced_accuracy(BinarySummary(n=3, n_positive=3, tp=3))

    assert (result.value, result.reason) == (None, "none of 3 predicted rows is negative")
