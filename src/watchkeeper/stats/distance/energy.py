"""Energy distance of two samples."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, Mask
from watchkeeper.stats.distance.pair_sums import pair_sums
from watchkeeper.stats.distance.rows import pooled_rows
from watchkeeper.stats.distance.signed_root import signed_root


def energy(reference: npt.ArrayLike, current: npt.ArrayLike, *, debias: bool = False) -> float:
    """Return the energy distance of two samples of values or of rows.

    The root of twice the mean distance of a row of one side to a row of the other, minus the
    mean distance of two rows of either side. For one column this is the root of twice the
    integral of the squared gap between the two distribution functions.

    Args:
        reference: Shape (n,) or (n, columns). Values in the period taken as normal.
        current: Shape (m,) or (m, columns). Values in the period under test. Distances are
            Euclidean: bring several columns to one scale first.
        debias: Leave out the distance of a row to itself (0) from the means within a side. The
            square is then unbiased; the root keeps its sign.

    Returns:
        A number >= 0 in the root of the unit of the values (ten times the values, ``sqrt(10)``
        times the distance); 0 means equal samples. With no drift its square has the mean
        ``(1/n + 1/m)`` times the mean distance of two rows; debiased, 0, so the answer can be
        below 0. Time grows with ``n + m`` for one column, with its square for several.

    Raises:
        ValueError: other shapes, unequal numbers of columns, NaN or infinity.
        NotEnoughData: one of the two holds no row; debiased, fewer than 2.

    Source:
        G. J. Szekely, M. L. Rizzo, Energy statistics: a class of statistics based on distances,
        Journal of Statistical Planning and Inference 143 (2013) 1249-1272, section 6.
    """
    pooled = pooled_rows(reference, current, at_least=2 if debias else 1)
    square = float(squared_energies(pooled.rows, pooled.is_current[np.newaxis])[0])
    if not debias:
        return math.sqrt(square)
    for side in (pooled.rows[~pooled.is_current], pooled.rows[pooled.is_current]):
        n = len(side)
        square -= _distance_sum(side) / (float(n) * n * (n - 1))
    return signed_root(square)


def squared_energies(rows: Floats, is_current: Mask) -> Floats:
    """Return the squared energy distance of each split of *rows* into two sides.

    Args:
        rows: Shape (rows, columns); in ascending order where there is one column.
        is_current: Shape (splits, rows). Which rows are of the current side in each split.

    Returns:
        Shape (splits,), each >= 0.
    """
    m = is_current.sum(axis=1, dtype=np.float64)
    n = is_current.shape[1] - m
    if rows.shape[1] == 1:
        gaps = np.diff(rows[:, 0])
        passed = np.cumsum(is_current, axis=1)[:, :-1]
        rank = np.arange(1.0, len(rows))
        difference = passed / m[:, np.newaxis] - (rank - passed) / n[:, np.newaxis]
        squares: Floats = 2.0 * (np.square(difference) @ gaps)
        return squares
    sums = pair_sums(rows, is_current)
    squares = 2.0 * sums.across / (n * m) - sums.reference / n**2 - sums.current / m**2
    return np.maximum(squares, 0.0)


def _distance_sum(rows: Floats) -> float:
    """Sum of the distances over all ordered pairs; one column must come in ascending order."""
    n = len(rows)
    if rows.shape[1] == 1:
        rank = np.arange(1.0, n)
        return 2.0 * float((rank * (n - rank)) @ np.diff(rows[:, 0]))
    return float(pair_sums(rows, np.ones((1, n), dtype=np.bool_)).current[0])
