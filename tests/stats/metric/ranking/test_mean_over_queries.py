"""Mean of a ranking metric over queries."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.interval import mean, ratio, wilson
from watchkeeper.stats.metric.ranking import (
    RANKING_METRICS,
    RankingSummary,
    mean_over_queries,
    summarise_queries,
)

OF = {metric.name: metric.of_queries for metric in RANKING_METRICS}
# Evidently's three users: the one without a relevant item is left out.
USERS = [[1, 0, 0], [0, 0, 0], [0, 0, 1]]


def sample(n: int, seed: int) -> np.ndarray:
    """Return the relevance of ten ranks for n queries."""
    rng = np.random.default_rng(seed)
    return (rng.random((n, 10)) < 0.3) * rng.integers(1, 4, (n, 10))


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("ndcg_at_k", [0.5, 0.5, 0.75]),
        ("precision_at_k", [0.5, 0.25, 0.3333]),
        ("recall_at_k", [0.5, 0.5, 1.0]),
    ],
)
def test_published_values(name: str, printed: list[float]) -> None:
    """Evidently's suite, k of 1, 2 and 3."""
    for k, value in enumerate(printed, start=1):
        result = mean_over_queries(summarise_queries(OF[name], USERS, k))
        assert result.value == pytest.approx(value, abs=5e-5)


def test_a_hit_rate_has_wilsons_interval() -> None:
    """Hits and misses: for C - 1 queries, and Student's quantile instead of the normal one."""
    relevance = np.zeros((400, 3))
    relevance[:300, 0] = relevance[300:, 2] = 1

    result = mean_over_queries(summarise_queries(OF["hit_rate_at_k"], relevance, 1))

    plain = wilson(300, 400)
    assert result.value == 0.75
    assert (result.lower, result.upper) == pytest.approx((plain.lower, plain.upper), abs=3e-4)


def test_many_queries_come_to_the_t_interval() -> None:
    """NDCG of 20,000 queries."""
    found = OF["ndcg_at_k"](sample(20_000, 0) + np.eye(1, 10), 5)
    plain = mean(found.size, found.sum(), (found**2).sum())

    result = mean_over_queries(
        summarise_queries(OF["ndcg_at_k"], sample(20_000, 0) + np.eye(1, 10), 5)
    )

    assert (result.lower, result.upper) == pytest.approx((plain.lower, plain.upper), abs=1e-4)


def test_clusters_come_to_the_ratio_of_their_sums() -> None:
    """Users with one to nine queries each, by the delta method of a ratio."""
    rng = np.random.default_rng(1)
    users = np.repeat(np.arange(3000), rng.integers(1, 10, 3000))
    relevance = sample(users.size, 2) * (rng.random(3000) < 0.7)[users, None]
    relevance[:, 9] = 1
    values = OF["ndcg_at_k"](relevance, 5)
    totals, sizes = np.bincount(users, weights=values), np.bincount(users).astype(float)
    moments = [[totals @ totals, totals @ sizes], [totals @ sizes, sizes @ sizes]]
    delta = ratio(3000, [totals.sum(), sizes.sum()], moments)

    apart = mean_over_queries(summarise_queries(OF["ndcg_at_k"], relevance, 5))
    result = mean_over_queries(summarise_queries(OF["ndcg_at_k"], relevance, 5, clusters=users))

    assert result.value == pytest.approx(apart.value) == pytest.approx(values.mean())
    assert (result.lower, result.upper) == pytest.approx((delta.lower, delta.upper), abs=2e-4)
    assert result.upper - result.lower > 1.5 * (apart.upper - apart.lower)


def test_names_of_clusters_do_not_matter() -> None:
    """Texts as well as numbers, in any order."""
    relevance = sample(200, 3)
    users = np.arange(200) // 4
    names = np.array([f"user {9 * u % 50}" for u in users])
    order = np.random.default_rng(0).permutation(200)

    one = summarise_queries(OF["map_at_k"], relevance, 5, clusters=users)
    other = summarise_queries(OF["map_at_k"], relevance[order], 5, clusters=names[order])

    assert one.total_sq == pytest.approx(other.total_sq)
    assert one.clusters == other.clusters


def test_filling_up_with_zeros_changes_nothing() -> None:
    """Rankings of unequal length in one table."""
    relevance = sample(60, 4)
    longer = np.hstack([relevance, np.zeros((60, 5))])

    for metric in OF.values():
        assert summarise_queries(metric, relevance, 4) == summarise_queries(metric, longer, 4)


def test_all_queries_alike_leave_room() -> None:
    """A perfect answer to 30 queries is not certainty."""
    result = mean_over_queries(summarise_queries(OF["recall_at_k"], np.ones((30, 2)), 2))

    assert (result.value, result.upper) == (1.0, 1.0)
    assert result.lower == pytest.approx(1 - wilson(0, 30).upper, abs=0.01)


def test_unknown() -> None:
    """No query, none with a relevant item, few clusters."""
    assert mean_over_queries(RankingSummary(queries=0)).reason == "no query"
    nothing = summarise_queries(OF["mrr_at_k"], np.zeros((4, 3)), 3)
    assert mean_over_queries(nothing).reason == "4 queries without a relevant item left out"
    assert summarise_queries(OF["mrr_at_k"], np.zeros((0, 0)), 3).queries == 0
    few = summarise_queries(OF["mrr_at_k"], np.ones((40, 3)), 3, clusters=np.arange(40) % 4)
    assert mean_over_queries(few).reason == "4 clusters of queries, an interval needs 20"


def test_refusals() -> None:
    """Each by name."""
    with pytest.raises(
        ValueError, match=r"relevance must have shape \(queries, ranks\), got \(3,\)"
    ):
        summarise_queries(OF["mrr_at_k"], [1, 0, 0], 3)
    with pytest.raises(ValueError, match=r"clusters must have shape \(2,\), got \(3,\)"):
        summarise_queries(OF["mrr_at_k"], np.ones((2, 2)), 1, clusters=[1, 2, 3])
    with pytest.raises(ValueError, match="queries is 1, but there are 2 clusters"):
        RankingSummary(queries=1, clusters=2)
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        mean_over_queries(RankingSummary(queries=0), level=95)
