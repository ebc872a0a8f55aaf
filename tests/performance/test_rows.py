from __future__ import annotations

import numpy as np

from watchkeeper.performance import ClassRows


def _rows(scores: list[float] | list[list[float]]) -> ClassRows:
    n = len(scores)
    return ClassRows(
        task="binary",
        classes=("0", "1"),
        labels=np.zeros(n, dtype=np.int64),
        predictions=np.zeros(n, dtype=np.int64),
        scores=np.array(scores),
    )


def test_a_score_need_not_be_a_probability() -> None:
    """Any number is a score; only those in [0, 1] can be probabilities."""
    rows = _rows([0.0, 1.0, 1.2, -np.inf, np.nan])
    assert rows.scored.tolist() == [True, True, True, True, False]
    assert rows.probable.tolist() == [True, True, False, False, False]


def test_all_scores_of_a_row_count_together() -> None:
    """One score per class: one that is missing or improper is enough."""
    rows = _rows([[0.4, 0.6], [0.4, np.nan], [1.4, -0.4]])
    assert rows.scored.tolist() == [True, False, True]
    assert rows.probable.tolist() == [True, False, False]
