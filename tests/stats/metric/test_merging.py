"""Rows cut into windows in any way, added up in any order, give the whole's answer."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchkeeper.stats.metric import METRICS, BinarySummary, Metric, MetricResult
from watchkeeper.stats.metric.ranking import (
    RANKING_METRICS,
    RankingMetric,
    mean_over_queries,
    summarise_queries,
)

N = 90
Rows = Callable[..., Any]
quick = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
windows = st.lists(st.integers(0, 4), min_size=N, max_size=N).map(np.array)


def same(one: MetricResult, other: MetricResult) -> bool:
    """Return whether two answers are equal but for rounding."""
    figures = [(one.value, other.value), (one.lower, other.lower), (one.upper, other.upper)]
    return one.reason == other.reason and all(
        a == b or (a is not None and b is not None and abs(a - b) < 1e-9) for a, b in figures
    )


def rows_of(task: str, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return the columns of N rows of a task."""
    if task == "binary":
        label = rng.random(N) < 0.4
        return label, np.round(rng.beta(2 + label, 2), 1)
    if task == "multiclass":
        label, scores = rng.integers(0, 3, N), rng.dirichlet(np.ones(3), N)
        return label, np.where(rng.random(N) < 0.6, label, scores.argmax(axis=1)), scores
    label = rng.normal(size=N)
    return label, label + rng.normal(size=N)


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: f"{m.task}-{m.name}")
@quick
@given(window=windows, seed=st.integers(0, 1000))
def test_metrics_of_the_product(
    metric: Metric,
    binary_rows: Rows,
    multiclass_rows: Rows,
    regression_rows: Rows,
    window: np.ndarray,
    seed: int,
) -> None:
    """Counts exactly, sums to rounding."""
    columns = rows_of(metric.task, np.random.default_rng(seed))
    summarise = {
        "binary": functools.partial(on_tenths, binary_rows),
        "multiclass": functools.partial(multiclass_rows, classes=3),
        "regression": regression_rows,
    }[metric.task]
    parts = [summarise(*(c[window == w] for c in columns)) for w in np.unique(window)[::-1]]

    merged = metric.call(functools.reduce(operator.add, parts))

    assert same(merged, metric.call(summarise(*columns)))


def on_tenths(binary_rows: Rows, label: np.ndarray, score: np.ndarray) -> BinarySummary:
    """Return the summary of rows on score bins 0, .1, ..., 1, whether a row has them or not."""
    grid = np.arange(11) / 10
    place = np.round(score * 10).astype(int)
    own = binary_rows(label, score)
    changes = {
        "positives": np.bincount(place[label], minlength=11),
        "negatives": np.bincount(place[~label], minlength=11),
        "single_valued": np.ones(11, dtype=bool),
        "score_low": grid,
        "score_high": grid,
    }
    kept = {name: getattr(own, name) for name in own.__slots__ if name not in changes}
    return BinarySummary(**kept, **changes)


@pytest.mark.parametrize("metric", RANKING_METRICS, ids=lambda m: m.name)
@quick
@given(window=windows, seed=st.integers(0, 1000))
def test_ranking_metrics(metric: RankingMetric, window: np.ndarray, seed: int) -> None:
    """Clusters that lie within one window."""
    rng = np.random.default_rng(seed)
    relevance = rng.integers(0, 3, (N, 6)) * (rng.random((N, 6)) < 0.4)
    # Three users a window: a cluster must not be cut.
    users = 3 * window + rng.integers(0, 3, N)

    def summary(which: np.ndarray) -> Any:
        return summarise_queries(metric.of_queries, relevance[which], 3, clusters=users[which])

    parts = [summary(window == w) for w in np.unique(window)[::-1]]
    merged = functools.reduce(operator.add, parts)

    assert same(mean_over_queries(merged), mean_over_queries(summary(np.ones(N, dtype=bool))))
