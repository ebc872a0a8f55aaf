"""Mean of a ranking metric over queries, with its interval."""

from __future__ import annotations

import sys

from watchkeeper.stats.interval.quantile import normal_reach, student_reach
from watchkeeper.stats.interval.wilson import wilson
from watchkeeper.stats.metric.ranking.summary import RankingSummary
from watchkeeper.stats.metric.result import MetricResult

LEAST_CLUSTERS = 20


def mean_over_queries(summary: RankingSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean of a ranking metric over the queries with a relevant item.

    The standard error is that of a ratio of sums over clusters (each query alone, where none
    are given): ``sqrt(sum((total - mean * queries)**2) * C / (C - 1)) / all queries``. The
    interval is Wilson's for the effective number of queries ``M (1 - M) / SE**2``, smaller by
    what Student's quantile with C - 1 degrees of freedom exceeds the normal one; where no
    cluster differs from another, for C queries.

    Args:
        summary: The metric, each query in [0, 1], summed up by `summarise_queries`.
        level: Chance, for many clusters, that the interval contains the true mean.

    Returns:
        Value and limits in [0, 1]. The reason counts queries that had no relevant item and are
        left out. No value without a query; no interval with fewer than 20 clusters.

    Raises:
        ValueError: a level not between 0 and 1, or a mean above 1.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, section 9A.2 (clusters of
        unequal size); interval as in :func:`watchkeeper.stats.interval.wilson`.
    """
    n, clusters = summary.queries, summary.clusters
    normal = normal_reach(level)
    left_out = f"{summary.without} queries without a relevant item left out"
    if n == 0:
        return MetricResult(None, reason=left_out if summary.without else "no query")
    value = summary.total / n
    notice = left_out if summary.without else ""
    if clusters < LEAST_CLUSTERS:
        what = "queries" if clusters == n else "clusters of queries"
        return MetricResult(value, reason=f"{clusters} {what}, an interval needs {LEAST_CLUSTERS}")
    value = min(value, 1.0) if value <= 1.0 + n * sys.float_info.epsilon else value
    student = student_reach(level, clusters - 1)
    n_eff = _effective(summary, value) * (normal / student) ** 2
    interval = wilson(value * n_eff, n_eff, level=level)
    return MetricResult(value, min(interval.lower, value), max(interval.upper, value), 0.0, notice)


def _effective(summary: RankingSummary, value: float) -> float:
    """Number of queries of a hit rate that would be known as well as this mean is."""
    c, n = summary.clusters, summary.queries
    parts = summary.total_sq, -2.0 * value * summary.cross, value**2 * summary.queries_sq
    squares = sum(parts) * c / (c - 1)
    # What rounding leaves of equal clusters is no spread.
    if squares <= 8.0 * sys.float_info.epsilon * summary.total_sq or value in (0.0, 1.0):
        return float(c)
    return value * (1.0 - value) * n**2 / squares
