"""Matthews correlation coefficient."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import matthews_corrcoef

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.metric import BinarySummary, mcc

Rows = Callable[..., Any]


def cells(tp: int, fp: int, fn: int, tn: int) -> BinarySummary:
    """Return a summary with this confusion matrix."""
    return BinarySummary(n=tp + fp + fn + tn, n_positive=tp + fn, tp=tp, fp=fp, fn=fn, tn=tn)


def test_by_hand() -> None:
    """(90 * 1 - 4 * 5) / sqrt(94 * 95 * 6 * 5)."""
    assert mcc(cells(90, 4, 5, 1)).value == pytest.approx(70 / np.sqrt(94 * 95 * 5 * 6))


def test_equals_scikit_learn_and_the_correlation(binary_rows: Rows) -> None:
    """The same rows, a threshold of .5."""
    rng = np.random.default_rng(0)
    label = (rng.random(300) < 0.3).astype(int)
    score = rng.beta(2 + label, 3)

    value = mcc(binary_rows(label, score)).value

    assert value == pytest.approx(matthews_corrcoef(label, score >= 0.5), abs=1e-12)
    assert value == pytest.approx(np.corrcoef(label, score >= 0.5)[0, 1], abs=1e-12)


def test_many_rows_come_to_the_delta_method_by_differences() -> None:
    """The variance from the gradient on the four cells, taken numerically."""
    rows = np.array([6000.0, 3000.0, 1000.0, 90_000.0])
    n = rows.sum()

    def value(p: np.ndarray) -> float:
        tp, fp, fn, tn = p
        return float((tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)))

    steps = np.eye(4) * 1e-6
    gradient = np.array([(value(rows / n + s) - value(rows / n - s)) / 2e-6 for s in steps])
    p = rows / n
    error = np.sqrt((p @ gradient**2 - (p @ gradient) ** 2) / n)

    result = mcc(cells(*rows.astype(int).tolist()))

    assert (result.lower, result.upper) == pytest.approx(
        (value(p) - 1.96 * error, value(p) + 1.96 * error), abs=5e-4
    )


def test_symmetries() -> None:
    """Swapping label and prediction, or the classes, changes nothing; the answer turns the sign."""
    tp, fp, fn, tn = 40, 12, 20, 90
    one = mcc(cells(tp, fp, fn, tn))

    for other in (mcc(cells(tp, fn, fp, tn)), mcc(cells(tn, fn, fp, tp))):
        assert (other.value, other.lower, other.upper) == pytest.approx(
            (one.value, one.lower, one.upper)
        )
    turned = mcc(cells(fn, tn, tp, fp))
    assert (turned.value, turned.lower, turned.upper) == pytest.approx(
        (-one.value, -one.upper, -one.lower)
    )


def test_no_error_leaves_what_wilson_leaves() -> None:
    """50 and 50 rows, all right: errors of one kind may be as likely as 3.7 %."""
    result = mcc(cells(50, 0, 0, 50))

    share = wilson(0, 100).upper
    missed = np.array([0.5 * (1 - share), 0.0, share, 0.5 * (1 - share)])
    tp, fp, fn, tn = missed
    assert (result.value, result.upper) == (1.0, 1.0)
    assert result.lower == pytest.approx(
        tp * tn / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    )
    worst = mcc(cells(0, 50, 50, 0))
    assert (worst.value, worst.lower, worst.upper) == pytest.approx((-1.0, -1.0, -result.lower))


def test_every_small_matrix_has_an_answer() -> None:
    """Limits in order and inside -1 to 1, or no limits and the reason."""
    for matrix in itertools.product((0, 1, 10, 12), repeat=4):
        result = mcc(cells(*matrix))
        if result.value is None or result.lower is None or result.upper is None:
            assert result.reason
        else:
            assert -1.0 <= result.lower <= result.value <= result.upper <= 1.0


def test_undefined_and_too_few() -> None:
    """One label, one prediction, none; fewer than ten of a side."""
    assert mcc(cells(0, 0, 0, 0)).reason == "no labelled row has a prediction"
    assert mcc(cells(0, 3, 0, 5)).reason == "all 8 predicted rows have the same label"
    assert mcc(cells(3, 5, 0, 0)).reason == "all 8 predicted rows have the same prediction"
    few = mcc(cells(8, 1, 1, 50))
    assert few.value is not None
    assert few.lower is None
    assert few.reason == ("9 rows of a label or a prediction, an interval needs 10 of each")
