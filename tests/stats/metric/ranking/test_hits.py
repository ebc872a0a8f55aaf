"""Precision, recall and hit rate of the first k ranks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.metric.ranking import hit_rate_at_k, precision_at_k, recall_at_k


def test_by_hand() -> None:
    """Relevant at ranks 2, 3 and 6."""
    relevance = [0, 1, 2, 0, 0, 1]

    assert [precision_at_k(relevance, k) for k in (1, 2, 4, 6)] == [0, 1 / 2, 2 / 4, 3 / 6]
    assert [recall_at_k(relevance, k) for k in (1, 2, 4, 6)] == [0, 1 / 3, 2 / 3, 1]
    assert [hit_rate_at_k(relevance, k) for k in (1, 2, 6)] == [0, 1, 1]


def test_ranks_that_do_not_exist_are_not_relevant() -> None:
    """Two ranks, k of 4."""
    assert precision_at_k([1, 1], 4) == 0.5
    assert recall_at_k([1, 1], 4) == 1.0


def test_are_the_precision_and_recall_of_taking_the_first_k() -> None:
    """By scikit-learn."""
    rng = np.random.default_rng(0)
    relevance = rng.random(30) < 0.3
    for k in (1, 5, 30):
        taken = np.arange(30) < k
        assert precision_at_k(relevance, k) == pytest.approx(precision_score(relevance, taken))
        assert recall_at_k(relevance, k) == pytest.approx(recall_score(relevance, taken))


@pytest.mark.parametrize("metric", [precision_at_k, recall_at_k, hit_rate_at_k])
def test_nothing_relevant_is_refused(metric: Callable[..., float]) -> None:
    """No order would be better than another."""
    with pytest.raises(NotEnoughData, match="relevance holds 0 relevant items"):
        metric([0, 0], 1)
