"""Normalised discounted cumulative gain of the first k ranks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.metric.ranking.relevance import one_query


def ndcg_at_k(relevance: npt.ArrayLike, k: int) -> float:
    """Return the discounted gain of the first *k* ranks as a share of the best order's.

    ``sum(relevance / log2(rank + 1))`` over ranks 1 to k, divided by the same sum when the
    query's items are in falling order of relevance.

    Args:
        relevance: Shape (ranks,). How relevant the item at each rank is, >= 0, best rank first;
            all items that count as possible answers, not only the first k.
        k: Ranks that count.

    Returns:
        A number in [0, 1]; 1 is the best order. Gains are linear, as scikit-learn's
        ``ndcg_score``; for exponential ones give ``2**relevance - 1``.

    Raises:
        NotEnoughData: nothing is relevant.
        ValueError: not 1-d, NaN, infinity or a negative relevance, or *k* below 1.

    Source:
        K. Jaervelin, J. Kekaelaeinen, Cumulated gain-based evaluation of IR techniques, ACM
        Transactions on Information Systems 20 (2002) 422-446.
    """
    return float(ndcg_of_queries(*one_query(relevance, k))[0])


def ndcg_of_queries(relevance: Floats, k: int) -> Floats:
    """Return the same for each row of shape (queries, ranks), each with a relevant item."""
    best = -np.sort(-relevance, axis=1)
    shares: Floats = _gain(relevance, k) / _gain(best, k)
    return shares


def _gain(relevance: Floats, k: int) -> Floats:
    first = relevance[:, :k]
    gain: Floats = first @ (1.0 / np.log2(np.arange(first.shape[1]) + 2.0))
    return gain
