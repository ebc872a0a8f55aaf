"""Average precision of one ranking."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.metric.ranking.relevance import is_relevant, one_query


def map_at_k(relevance: npt.ArrayLike, k: int) -> float:
    """Return the mean of the precisions at the ranks of the relevant items, up to *k*.

    The sum over relevant ranks i <= k of the precision of the first i ranks, divided by the
    number of relevant items that *k* ranks can hold: ``min(relevant items, k)``.

    Args:
        relevance: Shape (ranks,). Above 0 where the item at the rank is relevant, best rank
            first; all relevant items, also those that were ranked last.
        k: Ranks that count.

    Returns:
        A number in [0, 1]; 1 where the first ranks hold nothing but relevant items, as far as
        there are any. Its mean over queries is the mean average precision. With k = all ranks
        it is scikit-learn's ``average_precision_score``.

    Raises:
        NotEnoughData: nothing is relevant.
        ValueError: not 1-d, NaN, infinity or a negative relevance, or *k* below 1.

    Source:
        C. D. Manning, P. Raghavan, H. Schuetze, Introduction to Information Retrieval,
        Cambridge University Press 2008, section 8.4.
    """
    return float(map_of_queries(*one_query(relevance, k))[0])


def map_of_queries(relevance: Floats, k: int) -> Floats:
    """Return the same for each row of shape (queries, ranks), each with a relevant item."""
    found = is_relevant(relevance)
    first = found[:, :k]
    precision = np.cumsum(first, axis=1) / (np.arange(first.shape[1]) + 1.0)
    possible = np.minimum(found.sum(axis=1), k)
    means: Floats = (first * precision).sum(axis=1) / possible
    return means
