"""The bootstrap with Poisson weights."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import bootstrap, clustered_mean
from watchkeeper.stats.interval.bootstrap import weighted_mean


def median(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the weighted median."""
    order = np.argsort(values)
    reached = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    return float(values[order][reached])


def test_limits_are_those_of_scipy() -> None:
    """BCa and percentile of a skewed mean, to the noise of 4,000 runs each."""
    x = np.random.default_rng(0).exponential(size=80)
    for method in ("bca", "percentile"):
        theirs = stats.bootstrap(
            (x,), np.mean, n_resamples=4000, method=method, rng=np.random.default_rng(1)
        )

        ours = bootstrap(x, method=method, runs=4000)

        interval = theirs.confidence_interval
        assert ours.lower == pytest.approx(interval.low, abs=0.03)
        assert ours.upper == pytest.approx(interval.high, abs=0.03)


def test_bca_reaches_further_into_the_tail() -> None:
    """Of a skewed mean both limits lie higher than by the percentile method."""
    x = np.random.default_rng(0).exponential(size=80)

    plain, moved = (bootstrap(x, method=m, runs=2000) for m in ("percentile", "bca"))

    assert moved.lower > plain.lower
    assert moved.upper > plain.upper


def test_any_statistic_of_several_columns() -> None:
    """A ratio of two columns lies inside its interval, and its weights are whole numbers."""
    rng = np.random.default_rng(2)
    b = rng.gamma(4.0, 1.0, 200)
    seen: list[np.ndarray] = []

    def quotient(values: np.ndarray, weights: np.ndarray) -> float:
        seen.append(weights)
        return float(np.sum(values[:, 0] * weights) / np.sum(values[:, 1] * weights))

    interval = bootstrap(np.column_stack([2 * b + rng.normal(size=200), b]), statistic=quotient)

    assert interval.lower < 2.0 < interval.upper
    assert np.mean([w.mean() for w in seen[1:501]]) == pytest.approx(1.0, abs=0.02)
    assert all((w == np.floor(w)).all() for w in seen)


def test_a_statistic_that_has_no_formula() -> None:
    """The median of 200 normal values, within its own error of the truth."""
    x = np.random.default_rng(3).normal(10.0, 1.0, 200)

    interval = bootstrap(x, statistic=median, method="percentile")

    assert interval.value == pytest.approx(np.median(x), abs=0.05)
    assert 0.2 < interval.upper - interval.lower < 0.6


def test_clusters_are_drawn_together() -> None:
    """The width is that of the clustered formula, not that of the rows."""
    rng = np.random.default_rng(4)
    cluster = np.repeat(np.arange(60), 10)
    x = rng.normal(size=60)[cluster] + 0.2 * rng.normal(size=600)

    ours = bootstrap(x, cluster=cluster, method="percentile", runs=1000)
    formula = clustered_mean(np.full(60, 10), np.bincount(cluster, x), float(np.sum(x**2)))

    width = formula.upper - formula.lower
    assert ours.upper - ours.lower == pytest.approx(width, rel=0.15)
    assert bootstrap(x).upper - bootstrap(x).lower < 0.5 * width


def test_the_seed_decides() -> None:
    """The same seed, the same limits; another one, others."""
    x = np.random.default_rng(5).normal(size=50)

    assert bootstrap(x, seed=3) == bootstrap(x, seed=3)
    assert bootstrap(x, seed=3) != bootstrap(x, seed=4)


def test_a_constant_has_no_width() -> None:
    """No run changes it."""
    interval = bootstrap(np.full(30, 7.0))

    assert interval.lower == interval.value == interval.upper == 7.0


def test_a_shift_moves_all_three() -> None:
    """The weights do not depend on the values."""
    x = np.random.default_rng(6).normal(size=50)

    here, there = bootstrap(x), bootstrap(x + 5.0)

    assert there.lower == pytest.approx(here.lower + 5.0)
    assert there.upper == pytest.approx(here.upper + 5.0)


def test_the_default_takes_the_first_column() -> None:
    """A second column is for statistics of one's own."""
    assert weighted_mean(np.array([[1.0, 9.0], [3.0, 9.0]]), np.array([1.0, 3.0])) == 2.5


def test_refusals() -> None:
    """By name, with what was found."""
    x = np.arange(20.0)
    with pytest.raises(NotEnoughData, match="values has 2 rows or clusters, needs 10"):
        bootstrap(x, cluster=np.repeat([0, 1], 10))
    with pytest.raises(ValueError, match=r"values must have shape \(n,\) or \(n, k\)"):
        bootstrap(np.zeros((2, 2, 2)))
    with pytest.raises(ValueError, match="method must be 'bca' or 'percentile', got 'basic'"):
        bootstrap(x, method="basic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="runs must be 100 or more, got 5"):
        bootstrap(x, runs=5)
    with pytest.raises(ValueError, match=r"cluster must have shape \(20,\)"):
        bootstrap(x, cluster=[1, 2])
    with pytest.raises(ValueError, match="what the statistic answers holds"):
        bootstrap(x, statistic=lambda v, w: float("nan"))
