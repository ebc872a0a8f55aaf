"""Bootstrap interval of any weighted statistic, by Poisson weights on rows or clusters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, count, finite_1d, open_share
from watchkeeper.stats.interval.limits import Interval

LEAST_CLUSTERS = 10
LEAST_RUNS = 100
MOST_GROUPS = 200

Statistic = Callable[[Floats, Floats], float]


def weighted_mean(values: Floats, weights: Floats) -> float:
    """Return the mean of *values*, shape (n,) or (n, k), of which the first column counts."""
    first = values if values.ndim == 1 else values[:, 0]
    return float(np.sum(first * weights) / weights.sum())


def bootstrap(
    values: npt.ArrayLike,
    *,
    statistic: Statistic = weighted_mean,
    cluster: npt.ArrayLike | None = None,
    method: Literal["bca", "percentile"] = "bca",
    runs: int = 500,
    seed: int = 0,
    level: float = 0.95,
) -> Interval:
    """Return a statistic with its bootstrap interval.

    Each run gives every row (or every cluster, to all its rows) a weight drawn from the Poisson
    law of mean 1 and takes the statistic again. ``percentile`` reads the limits off the runs;
    ``bca`` first moves the two quantiles by the bias ``z0 = quantile(share of runs below the
    value)`` and by the acceleration ``a = sum(d**3) / (6 * sum(d**2)**1.5)``, d being the
    departures when one row, cluster or (above 200 of them) one of 200 groups is left out.

    Args:
        values: Shape (n,) or (n, k). The rows, handed to *statistic* as they are.
        statistic: From values and weights (n,) >= 0 to a number; weights of 1 give the value.
        cluster: Shape (n,). Which rows are drawn together; None: each row alone.
        method: ``bca`` or ``percentile``.
        runs: How many times the statistic is taken again, 100 or more.
        seed: Of the random weights; the same seed gives the same limits.
        level: Chance, for many clusters, that the interval contains the true value.

    Returns:
        Value and limits in the unit of the statistic; of zero width where no run changes it.

    Raises:
        NotEnoughData: fewer than 10 rows or clusters.
        ValueError: NaN or infinity in the values or in a run, shapes that do not fit, an unknown
            method, or a level not between 0 and 1.

    Source:
        B. Efron, Better bootstrap confidence intervals, JASA 82 (1987) 171-185; Poisson weights:
        N. Chamandy et al., Estimating uncertainty for massive data streams, Google 2012.
    """
    rows = np.asarray(values, dtype=np.float64)
    if rows.ndim not in (1, 2):
        raise ValueError(f"values must have shape (n,) or (n, k), got {rows.shape}")
    finite_1d(rows.ravel(), name="values")
    codes, clusters = _codes(cluster, rows.shape[0])
    tail = (1.0 - open_share(level, name="level")) / 2.0
    if method not in ("bca", "percentile"):
        raise ValueError(f"method must be 'bca' or 'percentile', got {method!r}")
    if count(runs, name="runs") < LEAST_RUNS:
        raise ValueError(f"runs must be {LEAST_RUNS} or more, got {runs}")
    if clusters < LEAST_CLUSTERS:
        raise NotEnoughData(
            f"values has {clusters} rows or clusters, needs {LEAST_CLUSTERS}",
            hint="widen the window",
        )
    rng = np.random.default_rng(seed)
    value = float(statistic(rows, np.ones(rows.shape[0])))
    draws = np.array([statistic(rows, _weights(clusters, rng)[codes]) for _ in range(runs)])
    finite_1d(np.append(draws, value), name="what the statistic answers")
    shares = np.array([tail, 1.0 - tail])
    if method == "bca":
        groups = _groups(codes, clusters, rng)
        shares = _moved(shares, value, draws, _acceleration(rows, groups, statistic))
    lower, upper = np.quantile(draws, shares).tolist()
    return Interval(value, min(lower, value), max(upper, value))


def _codes(cluster: npt.ArrayLike | None, n: int) -> tuple[npt.NDArray[np.intp], int]:
    if cluster is None:
        return np.arange(n), n
    names = np.asarray(cluster)
    if names.shape != (n,):
        raise ValueError(f"cluster must have shape ({n},), got {names.shape}")
    kinds, codes = np.unique(names, return_inverse=True)
    return codes, kinds.size


def _weights(clusters: int, rng: np.random.Generator) -> Floats:
    """Draw once for each cluster; a draw of nothing at all has no statistic and is drawn again."""
    drawn = rng.poisson(1.0, clusters)
    while not drawn.any():
        drawn = rng.poisson(1.0, clusters)
    return drawn.astype(np.float64)


def _groups(
    codes: npt.NDArray[np.intp], clusters: int, rng: np.random.Generator
) -> npt.NDArray[np.intp]:
    # Skewness of a sum falls with the root of its terms, as does 1 / sqrt(number of sums): the
    # acceleration of many rows may be taken from few groups of them.
    return (rng.permutation(clusters) % min(clusters, MOST_GROUPS))[codes]


def _acceleration(rows: Floats, groups: npt.NDArray[np.intp], statistic: Statistic) -> float:
    without = np.array(
        [statistic(rows, (groups != g).astype(float)) for g in range(int(groups.max()) + 1)]
    )
    apart = without.mean() - finite_1d(without, name="what the statistic answers")
    squares = float(np.square(apart).sum())
    return float(np.power(apart, 3).sum()) / (6.0 * squares**1.5) if squares > 0.0 else 0.0


def _moved(shares: Floats, value: float, draws: Floats, acceleration: float) -> Floats:
    """Return the two quantiles that BCa reads instead of *shares*."""
    below = (np.count_nonzero(draws < value) + 0.5 * np.count_nonzero(draws == value)) / draws.size
    bias = ndtri(np.clip(below, 0.5 / draws.size, 1.0 - 0.5 / draws.size))
    z = bias + ndtri(shares)
    # Past this point the formula turns back; the outermost run is then the limit.
    turn = np.maximum(1.0 - acceleration * z, 1e-9)
    moved: Floats = ndtr(bias + z / turn)
    return moved
