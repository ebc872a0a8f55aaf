"""F1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import f1_score

from watchkeeper.stats.interval import ratio, wilson
from watchkeeper.stats.metric import BinarySummary, f1

Rows = Callable[..., Any]


def cells(tp: int, fp: int, fn: int, tn: int) -> BinarySummary:
    """Return a summary with this confusion matrix."""
    return BinarySummary(n=tp + fp + fn + tn, n_positive=tp + fn, tp=tp, fp=fp, fn=fn, tn=tn)


def test_equals_scikit_learn(binary_rows: Rows) -> None:
    """The same rows, a threshold of .5."""
    rng = np.random.default_rng(0)
    label = (rng.random(300) < 0.3).astype(int)
    score = rng.beta(2 + label, 3)

    value = f1(binary_rows(label, score)).value

    assert value == pytest.approx(f1_score(label, score >= 0.5), abs=1e-12)


def test_published_value(binary_rows: Rows) -> None:
    """Evidently's ten rows at a threshold of .7."""
    score = [0.91, 0.82, 0.73, 0.64, 0.55, 0.46, 0.37, 0.28, 0.19, 0.0]
    summary = binary_rows([1, 0, 0, 1, 1, 1, 0, 1, 0, 0], score, threshold=0.7)

    assert f1(summary).value == pytest.approx(0.25)


def test_limits_are_those_of_the_jaccard_share_carried_over() -> None:
    """F1 = 2 J / (1 + J), J = 60 of 100."""
    interval, result = wilson(60, 100), f1(cells(60, 30, 10, 900))

    assert result.value == pytest.approx(2 * 60 / 160)
    assert result.lower == pytest.approx(2 * interval.lower / (1 + interval.lower))
    assert result.upper == pytest.approx(2 * interval.upper / (1 + interval.upper))


def test_many_rows_come_to_the_delta_method() -> None:
    """The general formula for a ratio of sums, (2 y d) / (y + d), on 100,000 rows."""
    tp, fp, fn, tn = 6000, 3000, 1000, 90_000
    moments = [[4 * tp, 4 * tp], [4 * tp, 4 * tp + fp + fn]]
    delta = ratio(tp + fp + fn + tn, [2 * tp, 2 * tp + fp + fn], moments)

    result = f1(cells(tp, fp, fn, tn))

    assert (result.lower, result.upper) == pytest.approx((delta.lower, delta.upper), abs=2e-4)


@pytest.mark.parametrize("n", [200, 2000])
@pytest.mark.parametrize(("prec", "rec"), [(0.6, 0.7), (0.95, 0.95), (0.3, 0.5)])
def test_coverage(n: int, prec: float, rec: float) -> None:
    """Multinomial rows, 8 % positive: at least .93 of 1,000, less 3 standard errors."""
    tp = 0.08 * rec
    fp = tp * (1 - prec) / prec
    shares = [tp, fp, 0.08 - tp, 0.92 - fp]
    true = 2 * tp / (2 * tp + fp + 0.08 - tp)
    rng = np.random.default_rng(n)

    results = (f1(cells(*row)) for row in rng.multinomial(n, shares, 1000))
    covered = sum(r.value is not None and r.lower <= true <= r.upper for r in results)

    assert covered >= binom.ppf(0.00135, 1000, 0.93)


def test_no_hit_is_zero_as_in_scikit_learn() -> None:
    """Some are positive or predicted so, none is both; the upper limit is above 0."""
    result = f1(cells(0, 3, 2, 10))

    assert (result.value, result.lower) == (0.0, 0.0)
    assert result.upper is not None
    assert result.upper > 0.4


def test_undefined() -> None:
    """No row is positive or predicted positive: no value, and the reason."""
    empty, negative = f1(cells(0, 0, 0, 0)), f1(cells(0, 0, 0, 8))

    assert empty.value is None
    assert empty.reason == "no labelled row has a prediction"
    assert negative.value is None
    assert negative.reason == "none of 8 predicted rows is positive or predicted positive"
