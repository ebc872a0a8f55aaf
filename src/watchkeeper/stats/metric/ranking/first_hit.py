"""Reciprocal rank of the first relevant item."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.metric.ranking.relevance import is_relevant, one_query


def mrr_at_k(relevance: npt.ArrayLike, k: int) -> float:
    """Return 1 / rank of the first relevant item, 0 if it is not among the first *k*.

    Args:
        relevance: Shape (ranks,). Above 0 where the item at the rank is relevant, best rank
            first; all relevant items, also those that were ranked last.
        k: Ranks that count.

    Returns:
        A number in [0, 1]; its mean over queries is the mean reciprocal rank.

    Raises:
        NotEnoughData: nothing is relevant.
        ValueError: not 1-d, NaN, infinity or a negative relevance, or *k* below 1.

    Source:
        E. M. Voorhees, The TREC-8 question answering track report, TREC 1999, 77-82.
    """
    return float(mrr_of_queries(*one_query(relevance, k))[0])


def mrr(relevance: npt.ArrayLike) -> float:
    """Return 1 / rank of the first relevant item, over all ranks.

    Args:
        relevance: As of :func:`mrr_at_k`.

    Returns:
        A number above 0, at most 1.

    Raises:
        NotEnoughData: nothing is relevant.
        ValueError: not 1-d, NaN, infinity or a negative relevance.

    Source:
        As :func:`mrr_at_k`.
    """
    return mrr_at_k(relevance, max(1, np.size(relevance)))


def mrr_of_queries(relevance: Floats, k: int) -> Floats:
    """Return the same for each row of shape (queries, ranks)."""
    found = is_relevant(relevance[:, :k])
    first = np.argmax(found, axis=1)
    shares: Floats = np.max(found, axis=1) / (first + 1.0)
    return shares
