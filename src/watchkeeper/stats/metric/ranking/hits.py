"""Metrics that count relevant items among the first k ranks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.metric.ranking.relevance import is_relevant, one_query


def precision_at_k(relevance: npt.ArrayLike, k: int) -> float:
    """Return the share of relevant items among the first *k* ranks.

    Args:
        relevance: Shape (ranks,). Above 0 where the item at the rank is relevant, best rank
            first.
        k: Ranks that count; ranks that do not exist count as not relevant.

    Returns:
        A number in [0, 1].

    Raises:
        NotEnoughData: nothing is relevant.
        ValueError: not 1-d, NaN, infinity or a negative relevance, or *k* below 1.

    Source:
        C. D. Manning, P. Raghavan, H. Schuetze, Introduction to Information Retrieval,
        Cambridge University Press 2008, section 8.4.
    """
    return float(precision_of_queries(*one_query(relevance, k))[0])


def precision_of_queries(relevance: Floats, k: int) -> Floats:
    """Return the same for each row of shape (queries, ranks)."""
    return _hits(relevance, k) / k


def recall_at_k(relevance: npt.ArrayLike, k: int) -> float:
    """Return the share of the query's relevant items that are among the first *k* ranks.

    Args:
        relevance: Shape (ranks,). Above 0 where the item at the rank is relevant, best rank
            first; all relevant items, also those that were ranked last.
        k: Ranks that count.

    Returns:
        A number in [0, 1].

    Raises:
        NotEnoughData: nothing is relevant.
        ValueError: as :func:`precision_at_k`.

    Source:
        As :func:`precision_at_k`.
    """
    return float(recall_of_queries(*one_query(relevance, k))[0])


def recall_of_queries(relevance: Floats, k: int) -> Floats:
    """Return the same for each row of shape (queries, ranks), each with a relevant item."""
    shares: Floats = _hits(relevance, k) / is_relevant(relevance).sum(axis=1)
    return shares


def hit_rate_at_k(relevance: npt.ArrayLike, k: int) -> float:
    """Return 1 if one of the first *k* ranks holds a relevant item, else 0.

    Args:
        relevance: As of :func:`recall_at_k`.
        k: Ranks that count.

    Returns:
        1 or 0; its mean over queries is the hit rate.

    Raises:
        NotEnoughData: nothing is relevant.
        ValueError: as :func:`precision_at_k`.

    Source:
        M. Deshpande, G. Karypis, Item-based top-N recommendation algorithms, ACM Transactions
        on Information Systems 22 (2004) 143-177, section 6.2.
    """
    return float(hit_rate_of_queries(*one_query(relevance, k))[0])


def hit_rate_of_queries(relevance: Floats, k: int) -> Floats:
    """Return the same for each row of shape (queries, ranks)."""
    return np.minimum(_hits(relevance, k), 1.0)


def _hits(relevance: Floats, k: int) -> Floats:
    hits: Floats = is_relevant(relevance[:, :k]).sum(axis=1)
    return hits
