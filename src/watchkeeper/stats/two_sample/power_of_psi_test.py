"""Power of the test of a population stability index, before a row has come."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import (
    Counts,
    Floats,
    count,
    counts_1d,
    not_negative,
    open_share,
)
from watchkeeper.stats.distance.shares import smoothed_shares
from watchkeeper.stats.two_sample.pooling import Pooled, pool_sparse
from watchkeeper.stats.two_sample.psi_test import index_error


def power_of_psi_test(
    reference: npt.ArrayLike,
    rows: int,
    *,
    index: float = 0.25,
    tolerated: float = 0.1,
    alpha: float = 0.01,
) -> float:
    """Return the chance that ``psi_test`` of a window of *rows* calls a true *index*.

    The drift looked for is a steady tilt: the shares of the reference times ``exp(t * place)``,
    *place* rising evenly from the first bin to the last, *t* such that the index is *index*.
    Sparse bins are pooled as in the test. The observed index has mean
    ``index + (bins - 1) k``, ``k = 1/n + 1/m``, and variance ``SE**2 + 2 (bins - 1) k**2``, SE by
    the delta method; its root is taken as normal, and compared with what both parts of the test
    ask for.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        rows: Rows of the window.
        index: True index, in nats, above *tolerated*.
        tolerated: As in ``psi_test``.
        alpha: Level at which the p-value speaks.

    Returns:
        A share from 0 to 1; 0 where fewer than 2 bins expect 5 rows, as the test has no answer
        there. Within .05 of the truth where it matters (.2 to .95), measured on 3 to 30 bins;
        with no drift the test speaks with chance *alpha* at most.

    Raises:
        ValueError: what is no count, *index* not above *tolerated*, *tolerated* below 0, or
            *alpha* not between 0 and 1.
        NotEnoughData: the reference holds no row, or fewer than 2 bins.

    Source:
        As ``psi_test``; P. B. Patnaik, The non-central chi-square and F-distributions and their
        applications, Biometrika 36 (1949) 202-232 (the variance).
    """
    ref, m = _reference(reference), count(rows, name="rows")
    limit, level = not_negative(tolerated, name="tolerated"), open_share(alpha, name="alpha")
    if not index > limit:
        raise ValueError(f"index must be above what is tolerated, {limit}, got {index}")
    if m == 0:
        return 0.0
    expected = np.rint(_tilted(ref, index) * m).astype(np.int64)
    pooled = pool_sparse(ref, expected)
    if pooled.reference.size < 2 or expected.sum() == 0:
        return 0.0
    return _chance(pooled, limit, level)


def _reference(values: npt.ArrayLike) -> Counts:
    ref = counts_1d(values, name="reference")
    if ref.size < 2 or ref.sum() == 0:
        raise NotEnoughData(f"reference has {ref.sum()} rows in {ref.size} bins, needs 2 bins")
    return ref


def _tilted(reference: Counts, index: float) -> Floats:
    """Return the shares whose index against the reference is *index*."""
    q, _ = smoothed_shares(reference, reference, smoothing=0.5)
    place = np.linspace(-1.0, 1.0, q.size)

    def shares(t: float) -> Floats:
        p = q * np.exp(t * place)
        return np.asarray(p / p.sum())

    def excess(t: float) -> float:
        # The logarithm of the ratio is t * place and a constant, which the gap takes out.
        return float((shares(t) - q) @ (t * place)) - index

    high = 1.0
    while excess(high) < 0.0:
        high *= 2.0
    return shares(float(scipy.optimize.brentq(excess, 0.0, high)))


def _chance(pooled: Pooled, limit: float, alpha: float) -> float:
    n, m = int(pooled.reference.sum()), int(pooled.current.sum())
    k, free = 1.0 / n + 1.0 / m, pooled.reference.size - 1
    q, p = smoothed_shares(pooled.reference, pooled.current, smoothing=0.5)
    true, bias = float(np.sum((p - q) * np.log(p / q))), free * k
    error = index_error(pooled.reference, pooled.current)
    if limit > 0.0:
        needed = k * float(scipy.stats.ncx2.isf(alpha, free, limit / k))
        # The error that the test sees grows with the root of the index that it sees.
        slope = float(scipy.stats.norm.isf(alpha)) * error / math.sqrt(true)
        root = slope / 2.0 + math.sqrt(max(0.0, slope**2 / 4.0 + limit + bias))
        needed = max(needed, root**2 if root > 0.0 else 0.0)
    else:
        needed = k * float(scipy.stats.chi2.isf(alpha, free))
    middle, variance = true + bias, error**2 + 2.0 * free * k**2
    # Roots of a sum of squares are close to normal with one spread for all.
    spread = math.sqrt(variance / middle) / 2.0
    centre = math.sqrt(max(0.0, middle - spread**2))
    return float(scipy.stats.norm.sf((math.sqrt(needed) - centre) / spread))
