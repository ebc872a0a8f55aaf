"""The contract of every metric of rankings."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.metric.ranking import (
    RANKING_METRICS,
    RankingMetric,
    mean_over_queries,
    summarise_queries,
)

each_metric = pytest.mark.parametrize("metric", RANKING_METRICS, ids=lambda m: m.name)
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")


def table(n: int = 200) -> np.ndarray:
    """Return the relevance of eight ranks for n queries, each with a relevant item."""
    rng = np.random.default_rng(0)
    relevance = rng.integers(0, 3, (n, 8)) * (rng.random((n, 8)) < 0.4)
    relevance[:, 7] = 1
    return relevance


def test_names_are_unique() -> None:
    """The name is the key."""
    assert len({m.name for m in RANKING_METRICS}) == len(RANKING_METRICS)


@each_metric
def test_docstring_has_every_section(metric: RankingMetric) -> None:
    """What it is first, then range, refusals, source."""
    text = inspect.getdoc(metric.call) or ""

    assert [section for section in SECTIONS if section not in text] == []


@each_metric
def test_one_query_and_many_are_the_same_metric(metric: RankingMetric) -> None:
    """Row by row, as Python floats from 0 to 1."""
    one_by_one = [metric.call(row, 5) for row in table()]

    assert all(type(x) is float and 0.0 <= x <= 1.0 for x in one_by_one)
    assert metric.of_queries(table().astype(float), 5) == pytest.approx(one_by_one)


@each_metric
def test_moving_a_relevant_item_up_never_hurts(metric: RankingMetric) -> None:
    """From the last rank to the first."""
    values = [metric.call(np.eye(8)[rank], 5) for rank in range(7, -1, -1)]

    assert values == sorted(values)
    assert values[0] == 0.0
    assert values[-1] > 0.0


@each_metric
def test_grades_matter_where_they_are_said_to(metric: RankingMetric) -> None:
    """Twice the relevance of one item changes graded metrics only."""
    plain, graded = metric.call([1, 0, 1, 1], 3), metric.call([1, 0, 2, 1], 3)

    assert (plain != graded) is metric.graded


@each_metric
def test_broken_relevance_is_refused_by_name(metric: RankingMetric) -> None:
    """NaN, infinity, negative, nothing relevant, no rank."""
    for broken in ([1, np.nan], [1, np.inf], [1, -1]):
        with pytest.raises(ValueError, match="relevance"):
            metric.call(broken, 2)
    for nothing in ([0, 0], []):
        with pytest.raises(NotEnoughData, match="relevance holds 0 relevant items"):
            metric.call(nothing, 2)


@each_metric
def test_leaves_its_input_and_the_random_state_alone(metric: RankingMetric) -> None:
    """Rankings are shared between metrics."""
    relevance, untouched = table(), table()
    state = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what is looked at

    metric.call(relevance[0], 3)
    summarise_queries(metric.of_queries, relevance, 3, clusters=np.arange(200) // 2)

    assert np.array_equal(relevance, untouched)
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@each_metric
def test_order_of_queries_does_not_matter(metric: RankingMetric) -> None:
    """Value and limits, to rounding."""
    order = np.random.default_rng(1).permutation(200)
    one = mean_over_queries(summarise_queries(metric.of_queries, table(), 5))
    other = mean_over_queries(summarise_queries(metric.of_queries, table()[order], 5))

    assert (one.value, one.lower, one.upper) == pytest.approx(
        (other.value, other.lower, other.upper)
    )


@each_metric
def test_more_queries_narrow_the_limits_and_a_level_widens_them(metric: RankingMetric) -> None:
    """The value stays."""
    one = summarise_queries(metric.of_queries, table(), 3)
    four = one + one + one + one

    a, b, wide = mean_over_queries(one), mean_over_queries(four), mean_over_queries(one, level=0.99)

    assert b.value == pytest.approx(a.value)
    assert b.upper - b.lower < a.upper - a.lower < wide.upper - wide.lower


@each_metric
def test_ten_million_queries_do_not_overflow(metric: RankingMetric) -> None:
    """Finite limits in order."""
    summary = summarise_queries(metric.of_queries, table(), 3)
    for _ in range(16):
        summary = summary + summary

    result = mean_over_queries(summary)

    assert summary.queries == 200 * 2**16
    assert 0.0 <= result.lower < result.value < result.upper <= 1.0
