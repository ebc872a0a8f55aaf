"""Additive summary of queries: what the mean of a ranking metric and its interval are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, count, not_negative
from watchkeeper.stats.metric.ranking.relevance import many_queries


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingSummary:
    """Queries of one ranking metric, gathered in clusters whose queries resemble each other.

    The summary of two sets of queries is the sum of their summaries, as long as no cluster lies
    in both: counts come out exactly and in any order, floats to rounding.

    Attributes:
        queries: Queries with a relevant item.
        without: Queries without one; they are in no other field.
        clusters: Clusters that hold a query; as many as queries where each stands alone.
        total: Sum of the metric over queries.
        total_sq: Sum over clusters of (sum of the metric in the cluster)**2.
        cross: Sum over clusters of (sum of the metric) * (number of queries).
        queries_sq: Sum over clusters of (number of queries)**2.
    """

    queries: int
    without: int = 0
    clusters: int = 0
    total: float = 0.0
    total_sq: float = 0.0
    cross: float = 0.0
    queries_sq: int = 0

    def __post_init__(self) -> None:
        """Refuse by name what is no count or no sum, and what does not fit together."""
        for name in ("queries", "without", "clusters", "queries_sq"):
            object.__setattr__(self, name, count(getattr(self, name), name=name))
        for name in ("total", "total_sq", "cross"):
            object.__setattr__(self, name, not_negative(getattr(self, name), name=name))
        if self.clusters > self.queries:
            raise ValueError(f"queries is {self.queries}, but there are {self.clusters} clusters")

    def __add__(self, other: RankingSummary) -> RankingSummary:
        """Return the summary of both sets of queries."""
        return RankingSummary(
            queries=self.queries + other.queries,
            without=self.without + other.without,
            clusters=self.clusters + other.clusters,
            total=self.total + other.total,
            total_sq=self.total_sq + other.total_sq,
            cross=self.cross + other.cross,
            queries_sq=self.queries_sq + other.queries_sq,
        )


def summarise_queries(
    of_queries: Callable[[Floats, int], Floats],
    relevance: npt.ArrayLike,
    k: int,
    *,
    clusters: npt.ArrayLike | None = None,
) -> RankingSummary:
    """Sum up a ranking metric over queries.

    Args:
        of_queries: The metric: ``of_queries`` of a row of ``RANKING_METRICS``.
        relevance: Shape (queries, ranks). As the metric takes it, one query a row. Shorter
            rankings are filled up with 0, which changes none of the metrics.
        k: Ranks that count.
        clusters: Shape (queries,). Whose query it is (a user, a session), any values. Left out:
            each query stands alone.

    Returns:
        The summary; queries without a relevant item are counted as ``without``.

    Raises:
        ValueError: not 2-d, NaN, infinity or a negative relevance, *k* below 1, or lengths that
            do not fit.
    """
    table, depth = many_queries(relevance, k)
    some = (table > 0.0).any(axis=1)
    values = of_queries(table[some], depth) if some.any() else np.zeros(0)
    whose = np.arange(len(table)) if clusters is None else np.asarray(clusters)
    if whose.shape != (len(table),):
        raise ValueError(f"clusters must have shape ({len(table)},), got {whose.shape}")
    _, place = np.unique(whose[some], return_inverse=True)
    totals = np.bincount(place, weights=values)
    sizes = np.bincount(place)
    return RankingSummary(
        queries=values.size,
        without=len(table) - values.size,
        clusters=sizes.size,
        total=float(values.sum()),
        total_sq=float(totals @ totals),
        cross=float(totals @ sizes),
        queries_sq=int(sizes @ sizes),
    )
