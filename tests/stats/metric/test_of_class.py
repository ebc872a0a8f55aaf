"""One class against the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score, matthews_corrcoef, precision_score, recall_score

from watchkeeper.stats.metric import (
    METRICS,
    MulticlassSummary,
    f1,
    mcc,
    metric_of_class,
    one_vs_rest,
    precision,
    recall,
)

Rows = Callable[..., Any]


def test_metrics_of_each_class_equal_scikit_learn(multiclass_rows: Rows) -> None:
    """Precision, recall, F1 and MCC of three classes."""
    rng = np.random.default_rng(0)
    label = rng.integers(0, 3, 300)
    decision = np.where(rng.random(300) < 0.6, label, rng.integers(0, 3, 300))
    summary = multiclass_rows(label, decision, classes=3)

    for place, name in enumerate("abc"):
        of_class = one_vs_rest(summary, name)
        for metric, oracle in (
            (precision, precision_score),
            (recall, recall_score),
            (f1, f1_score),
            (mcc, matthews_corrcoef),
        ):
            expected = oracle(label == place, decision == place)
            assert metric(of_class).value == pytest.approx(expected, abs=1e-12)


def test_adds_up(multiclass_rows: Rows) -> None:
    """One class of a sum is the sum of that class."""
    one = multiclass_rows([0, 1, 2, 2], [0, 2, 2, 1], classes=3)
    other = multiclass_rows([2, 2, 1], [2, 0, 1], classes=3)

    whole, parts = one_vs_rest(one + other, "c"), one_vs_rest(one, "c") + one_vs_rest(other, "c")

    cells = ("n", "n_positive", "tp", "fp", "fn", "tn")
    assert (
        [getattr(whole, c) for c in cells]
        == [getattr(parts, c) for c in cells]
        == [
            7,
            4,
            2,
            1,
            2,
            2,
        ]
    )


def test_an_unknown_class_is_refused() -> None:
    """The message names those there are."""
    summary = MulticlassSummary(n=0, classes=("ant", "bee"), confusion=np.zeros((2, 2)))

    with pytest.raises(ValueError, match="no class is called 'cat', known: ant, bee"):
        one_vs_rest(summary, "cat")


def test_metric_of_a_class_is_a_row_like_the_others(multiclass_rows: Rows) -> None:
    """Name, task, value; an unknown class is an unknown answer with a reason."""
    summary = multiclass_rows([0, 1, 1, 2], [0, 1, 2, 2], classes=3)
    row = next(m for m in METRICS if (m.task, m.name) == ("binary", "recall"))

    of_b, of_z = metric_of_class(row, "b"), metric_of_class(row, "z")

    assert (of_b.name, of_b.task, of_b.needs) == ("recall[b]", "multiclass", "prediction")
    assert of_b.call(summary) == recall(one_vs_rest(summary, "b"))
    assert of_z.call(summary).reason == "no class is called 'z', known: a, b, c"


@pytest.mark.parametrize("name", ["roc_auc", "brier"])
def test_a_metric_of_scores_has_no_classes(name: str) -> None:
    """Scores of one class among several are not counted by bin."""
    row = next(m for m in METRICS if (m.task, m.name) == ("binary", name))

    with pytest.raises(ValueError, match=f"needs no score, got '{name}'"):
        metric_of_class(row, "a")
