"""Reciprocal rank."""

from __future__ import annotations

import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.metric.ranking import mrr, mrr_at_k


def test_by_hand() -> None:
    """The first relevant item is at rank 3."""
    assert mrr([0, 0, 2, 1]) == 1 / 3
    assert [mrr_at_k([0, 0, 2, 1], k) for k in (1, 2, 3, 9)] == [0, 0, 1 / 3, 1 / 3]


def test_nothing_relevant_is_refused() -> None:
    """Also where there is no rank at all."""
    for relevance in ([0, 0], []):
        with pytest.raises(NotEnoughData, match="relevance holds 0 relevant items"):
            mrr(relevance)
