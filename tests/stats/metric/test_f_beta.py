"""F-beta."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import fbeta_score

from watchkeeper.stats.interval import ratio, wilson
from watchkeeper.stats.metric import (
    BinarySummary,
    f0_5,
    f1,
    f2,
    f_beta,
    mean_of_outcomes,
    precision,
    recall,
)

Rows = Callable[..., Any]


def cells(tp: int, fp: int, fn: int, tn: int) -> BinarySummary:
    """Return a summary with this confusion matrix."""
    return BinarySummary(n=tp + fp + fn + tn, n_positive=tp + fn, tp=tp, fp=fp, fn=fn, tn=tn)


@pytest.mark.parametrize("beta", [0.25, 0.5, 1.0, 2.0, 3.0])
def test_equals_scikit_learn(beta: float, binary_rows: Rows) -> None:
    """The same rows, a threshold of .5."""
    rng = np.random.default_rng(0)
    label = (rng.random(300) < 0.3).astype(int)
    score = rng.beta(2 + label, 3)

    value = f_beta(binary_rows(label, score), beta=beta).value

    assert value == pytest.approx(fbeta_score(label, score >= 0.5, beta=beta), abs=1e-12)


@pytest.mark.parametrize("matrix", [(60, 30, 10, 900), (0, 3, 2, 10), (5, 0, 0, 3), (5, 1, 0, 0)])
def test_beta_one_has_the_interval_of_f1(matrix: tuple[int, int, int, int]) -> None:
    """Two ways to the same score interval."""
    found, wanted = f_beta(cells(*matrix), beta=1.0), f1(cells(*matrix))

    assert (found.value, found.lower, found.upper) == pytest.approx(
        (wanted.value, wanted.lower, wanted.upper), abs=1e-9
    )


@pytest.mark.parametrize("beta", [0.3, 0.5, 2.0])
@pytest.mark.parametrize(
    "matrix", [(60, 30, 10, 900), (0, 3, 2, 10), (20, 1, 0, 9), (20, 0, 1, 9), (1, 0, 0, 3)]
)
def test_limits_are_where_the_score_interval_of_the_mean_ends_at_zero(
    beta: float, matrix: tuple[int, int, int, int]
) -> None:
    """The general interval of outcomes, worth what they are at that F-beta."""
    tp, fp, fn, _ = matrix
    b = beta**2
    result = f_beta(cells(*matrix), beta=beta)

    def interval(r: float) -> Any:
        worth = [(1 + b) * (1 - r), -b * r, -r]
        return mean_of_outcomes([tp, fn, fp], worth)

    if tp:
        assert interval(result.lower).lower == pytest.approx(0.0, abs=1e-8)
    if fp + fn:
        assert interval(result.upper).upper == pytest.approx(0.0, abs=1e-8)


def test_every_small_matrix_has_an_answer() -> None:
    """Limits in order and inside 0 to 1."""
    for tp, fp, fn in itertools.product((0, 1, 2, 7, 10**9), repeat=3):
        for beta in (0.1, 0.5, 1.0, 2.0, 10.0):
            result = f_beta(cells(tp, fp, fn, 1), beta=beta)
            if tp + fp + fn:
                assert 0.0 <= result.lower <= result.value <= result.upper <= 1.0
                assert result.lower < result.upper


def test_large_and_small_beta_come_to_recall_and_precision() -> None:
    """In value and in limits."""
    summary = cells(60, 30, 10, 900)
    for beta, limit in ((1e-4, precision(summary)), (1e4, recall(summary))):
        found = f_beta(summary, beta=beta)
        assert found.value == pytest.approx(limit.value, abs=1e-6)
        assert found.lower == pytest.approx(limit.lower, abs=0.01)
        assert found.upper == pytest.approx(limit.upper, abs=0.01)


def test_many_rows_come_to_the_delta_method() -> None:
    """The general formula for a ratio of sums with b = 4, on 100,000 rows."""
    tp, fp, fn, tn = 6000, 3000, 1000, 90_000
    top, bottom = 5 * tp, 5 * tp + 4 * fn + fp
    moments = [[25 * tp, 25 * tp], [25 * tp, 25 * tp + 16 * fn + fp]]
    delta = ratio(tp + fp + fn + tn, [top, bottom], moments)

    result = f2(cells(tp, fp, fn, tn))

    assert (result.lower, result.upper) == pytest.approx((delta.lower, delta.upper), abs=2e-4)


def test_a_kind_of_error_not_seen_yet_can_come() -> None:
    """No miss and one false alarm: misses weigh four times as much and are not ruled out."""
    result = f2(cells(20, 1, 0, 100))

    assert result.value == pytest.approx(100 / 101)
    assert result.lower is not None
    assert result.lower < wilson(20, 21).value < result.value


def test_f2_and_f0_5_are_mirror_images() -> None:
    """Swapping the two kinds of errors swaps the two."""
    a, b = f2(cells(40, 10, 20, 5)), f0_5(cells(40, 20, 10, 5))

    assert (a.value, a.lower, a.upper) == pytest.approx((b.value, b.lower, b.upper))


def test_undefined_and_refused() -> None:
    """No row is positive or predicted positive; a beta of 0 is precision."""
    assert f2(cells(0, 0, 0, 0)).reason == "no labelled row has a prediction"
    assert f2(cells(0, 0, 0, 8)).reason.startswith("none of 8 predicted rows is positive or")
    with pytest.raises(ValueError, match="beta must be above 0"):
        f_beta(cells(1, 1, 1, 1), beta=0.0)
    with pytest.raises(ValueError, match="beta must be a finite number, got nan"):
        f_beta(cells(1, 1, 1, 1), beta=float("nan"))
