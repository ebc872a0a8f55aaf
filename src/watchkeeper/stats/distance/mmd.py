"""Maximum mean discrepancy of two samples."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import pdist

from watchkeeper.stats.arrays import Floats, Mask, finite
from watchkeeper.stats.distance.pair_sums import PairSums, pair_sums
from watchkeeper.stats.distance.rows import pooled_rows
from watchkeeper.stats.distance.signed_root import signed_root

# Rows whose distances give the median: half a million pairs.
_ROWS_FOR_MEDIAN = 1000


def mmd(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    bandwidth: float | None = None,
    debias: bool = False,
) -> float:
    """Return the maximum mean discrepancy of two samples under a Gaussian kernel.

    The root of the mean likeness of two rows of the reference, plus that of two rows of the
    current side, minus twice that of a row of each; two rows at distance *d* have the likeness
    ``exp(-d**2 / (2 bandwidth**2))``.

    Args:
        reference: Shape (n,) or (n, columns). Values in the period taken as normal.
        current: Shape (m,) or (m, columns). Values in the period under test. Distances are
            Euclidean: bring several columns to one scale first.
        bandwidth: In the unit of the values. None: the median distance of two unlike rows of
            both sides together (of 1,000 rows spread over them, where there are more), so that
            the unit does not matter.
        debias: Leave out the likeness of a row to itself (1) from the means within a side. The
            square is then unbiased; the root keeps its sign.

    Returns:
        A number from 0 (equal samples) to ``sqrt(2)``; biased upwards: with no drift its square
        has a mean of the size of ``1/n + 1/m``. Debiased, that mean is 0, so the answer can be
        below 0. Time grows with ``(n + m)**2``, memory with ``n + m``.

    Raises:
        ValueError: other shapes, unequal numbers of columns, NaN or infinity, or a bandwidth
            not above 0.
        NotEnoughData: one of the two holds no row; debiased, fewer than 2.

    Source:
        A. Gretton, K. Borgwardt, M. Rasch, B. Scholkopf, A. Smola, A kernel two-sample test,
        Journal of Machine Learning Research 13 (2012) 723-773, equations 3 and 5, section 8.
    """
    pooled = pooled_rows(reference, current, at_least=2 if debias else 1)
    width = median_distance(pooled.rows) if bandwidth is None else _above_zero(bandwidth)
    if width == 0.0:
        return 0.0
    sums = likeness_sums(pooled.rows, pooled.is_current[np.newaxis], bandwidth=width)
    m = float(np.count_nonzero(pooled.is_current))
    n = len(pooled.rows) - m
    if not debias:
        return math.sqrt(float(squared_discrepancies(sums, n=n, m=m)[0]))
    within = (sums.reference - n) / (n * (n - 1)) + (sums.current - m) / (m * (m - 1))
    return signed_root(float((within - 2.0 * sums.across / (n * m))[0]))


def likeness_sums(rows: Floats, is_current: Mask, *, bandwidth: float) -> PairSums:
    """Return the sums of the Gaussian likeness over pairs, for each split of *rows*.

    Args:
        rows: Shape (rows, columns).
        is_current: Shape (splits, rows). Which rows are of the current side in each split.
        bandwidth: Above 0, in the unit of the rows.
    """
    scaled = rows / bandwidth
    return pair_sums(scaled, is_current, of=lambda d: np.exp(-0.5 * np.square(d)))


def squared_discrepancies(sums: PairSums, *, n: float, m: float) -> Floats:
    """Return the squared discrepancy (biased, >= 0) of each split into *n* and *m* rows."""
    squares = sums.reference / n**2 + sums.current / m**2 - 2.0 * sums.across / (n * m)
    return np.maximum(squares, 0.0)


def median_distance(rows: Floats) -> float:
    """Return the median distance of two unlike rows of sorted *rows*; 0 if all are alike."""
    some = np.linspace(0, len(rows) - 1, min(len(rows), _ROWS_FOR_MEDIAN)).round().astype(int)
    distances = pdist(rows[some])
    unlike = distances[distances > 0.0]
    return float(np.median(unlike)) if unlike.size else 0.0


def _above_zero(bandwidth: float) -> float:
    width = finite(bandwidth, name="bandwidth")
    if width <= 0.0:
        raise ValueError(f"bandwidth must be above 0, got {width}")
    return width
