"""NDCG of the first k ranks."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.metric.ranking import ndcg_at_k


def test_by_hand() -> None:
    """(3 + 1 / log2(3)) of the best order's (3 + 2 / log2(3)) in the first two ranks."""
    value = ndcg_at_k([3, 1, 2], 2)

    assert value == pytest.approx((3 + 1 / np.log2(3)) / (3 + 2 / np.log2(3)))


@pytest.mark.parametrize("k", [1, 3, 10, 50])
def test_equals_scikit_learn(k: int) -> None:
    """Graded relevance, also with more ranks asked for than there are."""
    rng = np.random.default_rng(k)
    for _ in range(20):
        relevance = rng.integers(0, 4, 12)
        relevance[rng.integers(12)] = 1
        ranks = -np.arange(12.0)
        assert ndcg_at_k(relevance, k) == pytest.approx(ndcg_score([relevance], [ranks], k=k))


def test_the_best_order_is_one() -> None:
    """Falling relevance; unit of the gain does not matter."""
    assert ndcg_at_k([5, 3, 3, 1, 0], 3) == pytest.approx(1.0)
    assert ndcg_at_k([0.2, 0.5, 0.1], 3) == pytest.approx(ndcg_at_k([2, 5, 1], 3))


def test_refusals() -> None:
    """Nothing relevant, NaN, a negative relevance, k of 0."""
    with pytest.raises(NotEnoughData, match="relevance holds 0 relevant items, needs 1"):
        ndcg_at_k([0, 0, 0], 3)
    with pytest.raises(ValueError, match="relevance holds 1 NaN"):
        ndcg_at_k([1, np.nan], 2)
    with pytest.raises(ValueError, match="relevance must be >= 0, got -1"):
        ndcg_at_k([1, -1], 2)
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        ndcg_at_k([1, 0], 0)
    with pytest.raises(ValueError, match=r"relevance must have shape \(n,\), got \(1, 2\)"):
        ndcg_at_k([[1, 0]], 1)
