"""Metrics of rankings: one query at a time, and their mean over queries with its interval.

A model's task cannot be ranking yet; these work on arrays. To add one: write ``<name>.py``
beside this file, add one row to ``RANKING_METRICS``. The docs table and
``tests/contracts/test_ranking_metrics.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.metric.ranking.first_hit import mrr, mrr_at_k, mrr_of_queries
from watchkeeper.stats.metric.ranking.hits import (
    hit_rate_at_k,
    hit_rate_of_queries,
    precision_at_k,
    precision_of_queries,
    recall_at_k,
    recall_of_queries,
)
from watchkeeper.stats.metric.ranking.mean_average_precision import map_at_k, map_of_queries
from watchkeeper.stats.metric.ranking.mean_over_queries import mean_over_queries
from watchkeeper.stats.metric.ranking.ndcg import ndcg_at_k, ndcg_of_queries
from watchkeeper.stats.metric.ranking.summary import RankingSummary, summarise_queries

__all__ = [
    "RANKING_METRICS",
    "RankingMetric",
    "RankingSummary",
    "hit_rate_at_k",
    "map_at_k",
    "mean_over_queries",
    "mrr",
    "mrr_at_k",
    "ndcg_at_k",
    "precision_at_k",
    "recall_at_k",
    "summarise_queries",
]


class RankingMetric(NamedTuple):
    """A metric of one ranking; all lie in [0, 1] and higher is better.

    ``call`` takes the relevance of one query in ranked order and k; ``of_queries`` takes shape
    (queries, ranks), each with a relevant item, and is what `summarise_queries` needs.
    """

    name: str
    call: Callable[[npt.ArrayLike, int], float]
    of_queries: Callable[[Floats, int], Floats]
    graded: bool


RANKING_METRICS: tuple[RankingMetric, ...] = (
    RankingMetric("ndcg_at_k", ndcg_at_k, ndcg_of_queries, graded=True),
    RankingMetric("map_at_k", map_at_k, map_of_queries, graded=False),
    RankingMetric("mrr_at_k", mrr_at_k, mrr_of_queries, graded=False),
    RankingMetric("precision_at_k", precision_at_k, precision_of_queries, graded=False),
    RankingMetric("recall_at_k", recall_at_k, recall_of_queries, graded=False),
    RankingMetric("hit_rate_at_k", hit_rate_at_k, hit_rate_of_queries, graded=False),
)
