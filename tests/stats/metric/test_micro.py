"""Micro averages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.metrics import f1_score, precision_score, recall_score

from watchkeeper.stats.metric import f1_micro, multiclass_accuracy, precision_micro, recall_micro


def test_all_three_are_the_accuracy_as_in_scikit_learn(
    multiclass_rows: Callable[..., Any],
) -> None:
    """One label and one prediction a row leave nothing else."""
    rng = np.random.default_rng(0)
    label = rng.integers(0, 4, 200)
    decision = np.where(rng.random(200) < 0.6, label, rng.integers(0, 4, 200))
    summary = multiclass_rows(label, decision, classes=4)

    for metric, oracle in (
        (precision_micro, precision_score),
        (recall_micro, recall_score),
        (f1_micro, f1_score),
    ):
        assert abs(metric(summary).value - oracle(label, decision, average="micro")) < 1e-12
        assert metric(summary) == multiclass_accuracy(summary)
