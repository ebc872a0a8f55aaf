"""Cramer-von Mises test of two samples."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Counts, Floats, finite_1d
from watchkeeper.stats.two_sample.cells_of_values import cells_of_values
from watchkeeper.stats.two_sample.limit_law import upper_tail
from watchkeeper.stats.two_sample.random_tables import DRAWS, share_as_large
from watchkeeper.stats.two_sample.result import TestResult

_EXACT_ROWS = 20
# The limit's chance to be below this is under 1e-9.
_NEVER_BELOW = 0.01


def cramer_von_mises(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, draws: int = DRAWS
) -> TestResult:
    """Test whether two samples come from one distribution, by the squared gap of their functions.

    ``n m / (n + m)**2`` times the sum, over all values of both, of ``(F - G)**2``, F and G the
    shares of either side at or below the value. The p-value is exact up to 20 rows a side; above
    that it is that of the limit, with mean and variance set to those of n and m rows. Where
    values come up often (ties) that law does not hold, and the p-value is the share of random
    tables with the same sums whose statistic is as large: ``(as large + 1) / (draws + 1)``.

    It tests for no drift at all: its law under a difference depends on where the difference
    lies, so it takes no tolerance. ``ks`` and ``mann_whitney`` do.

    Args:
        reference: Shape (n,). Values from the period taken as normal.
        current: Shape (m,). Values from the period under test.
        draws: Random tables, at most, where values are tied.

    Returns:
        Statistic (>= 0; with no drift its mean is close to 1/6), p-value, n and m. With no drift
        the p-value is close to uniform.

    Raises:
        ValueError: a sample is not 1-d, or holds NaN or infinity.
        NotEnoughData: fewer than 2 rows in either sample.

    Source:
        T. W. Anderson, On the distribution of the two-sample Cramer-von Mises criterion, Annals
        of Mathematical Statistics 33 (1962) 1148-1159.
    """
    ref = finite_1d(reference, name="reference", at_least=2)
    cur = finite_1d(current, name="current", at_least=2)
    cells = cells_of_values(ref, cur)
    value = float(_statistic(cells.reference, cells.current))
    if cells.tied:
        p_value = share_as_large(_statistic, cells.reference, cells.current, draws=draws)
    elif max(ref.size, cur.size) <= _EXACT_ROWS:
        p_value = float(scipy.stats.cramervonmises_2samp(ref, cur, method="exact").pvalue)
    else:
        p_value = _tail(value, ref.size, cur.size)
    return TestResult(value, p_value, ref.size, cur.size)


def _statistic(ref: Counts, cur: Counts) -> Floats:
    """Statistic of each pair of counts of ascending values, on the last axis."""
    n, m = (c.sum(axis=-1, keepdims=True).astype(np.float64) for c in (ref, cur))
    gaps = np.cumsum(ref, axis=-1) / n - np.cumsum(cur, axis=-1) / m
    values: Floats = (n * m / (n + m) ** 2)[..., 0] * ((ref + cur) * gaps**2).sum(axis=-1)
    return values


def _tail(value: float, n: int, m: int) -> float:
    rows, product = float(n + m), float(n) * float(m)
    mean = (1.0 + 1.0 / rows) / 6.0
    inner = 4.0 * product * rows - 3.0 * (float(n) ** 2 + float(m) ** 2) - 2.0 * product
    variance = (rows + 1.0) / 45.0 / rows**2 * inner / (4.0 * product)
    scaled = 1.0 / 6.0 + (value - mean) / math.sqrt(45.0 * variance)
    return 1.0 if scaled < _NEVER_BELOW else upper_tail(scaled, _product, _intervals)


def _product(u: Floats) -> Floats:
    """Product of ``1 - u / (j pi)**2``."""
    root = np.sqrt(u)
    result: Floats = np.sin(root) / root
    return result


def _intervals(number: Floats) -> tuple[Floats, Floats]:
    return ((2.0 * number - 1.0) * np.pi) ** 2, (2.0 * number * np.pi) ** 2
