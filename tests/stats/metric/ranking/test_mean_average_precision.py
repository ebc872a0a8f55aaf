"""Average precision of a ranking."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from watchkeeper.stats.metric.ranking import map_at_k


def test_by_hand() -> None:
    """Relevant at ranks 1, 3 and 4: (1 + 2/3 + 3/4) / 3; of the first two ranks 1 / 2."""
    relevance = [1, 0, 1, 1, 0]

    assert map_at_k(relevance, 5) == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)
    assert map_at_k(relevance, 2) == pytest.approx(1 / 2)
    assert map_at_k([1, 1, 0, 1], 2) == 1.0


def test_over_all_ranks_equals_scikit_learn() -> None:
    """Any order of 20 items."""
    rng = np.random.default_rng(0)
    for _ in range(20):
        relevance = rng.random(20) < 0.4
        relevance[7] = True
        assert map_at_k(relevance, 20) == pytest.approx(
            average_precision_score(relevance, -np.arange(20))
        )
