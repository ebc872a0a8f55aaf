"""Anderson-Darling test of two samples."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Counts, Floats, finite_1d
from watchkeeper.stats.two_sample.cells_of_values import cells_of_values
from watchkeeper.stats.two_sample.limit_law import upper_tail
from watchkeeper.stats.two_sample.random_tables import DRAWS, share_as_large
from watchkeeper.stats.two_sample.result import TestResult

# Variance of the limit, and a value that it falls below in under one of 1e9 cases.
_LIMIT_VARIANCE = 2.0 * (math.pi**2 - 9.0) / 3.0
_NEVER_BELOW = 0.05
# Up to here the limit is a sixth too small at .07.
_FEW_ROWS = 20


def anderson_darling(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, draws: int = DRAWS
) -> TestResult:
    """Test whether two samples come from one distribution, with weight on both tails.

    The squared gap of the two distribution functions over ``H (1 - H)``, H the function of both
    together, averaged over all values and times ``n m / (n + m)``; at tied values the functions
    count half of the ties. The p-value is that of the limit, with the variance set to that of n
    and m rows. Where values come up often (ties), or up to 20 rows a side, that law does not hold,
    and the p-value is the share of random tables with the same sums whose statistic is as large:
    ``(as large + 1) / (draws + 1)``; drawing ends early at the 20th as large.

    It tests for no drift at all: its law under a difference depends on where the difference
    lies, so it takes no tolerance. ``ks`` and ``mann_whitney`` do.

    Args:
        reference: Shape (n,). Values from the period taken as normal.
        current: Shape (m,). Values from the period under test.
        draws: Random tables, at most, where values are tied or few.

    Returns:
        Statistic (>= 0; with no drift its mean is 1), p-value, n and m. With no drift the
        p-value is close to uniform.

    Raises:
        ValueError: a sample is not 1-d, or holds NaN or infinity.
        NotEnoughData: fewer than 2 rows in either sample.

    Source:
        F. W. Scholz, M. A. Stephens, K-sample Anderson-Darling tests, JASA 82 (1987) 918-924,
        equations 5 and 7; T. W. Anderson, D. A. Darling, Asymptotic theory of certain "goodness
        of fit" criteria, Annals of Mathematical Statistics 23 (1952) 193-212.
    """
    ref = finite_1d(reference, name="reference", at_least=2)
    cur = finite_1d(current, name="current", at_least=2)
    cells = cells_of_values(ref, cur)
    if cells.reference.size == 1:
        return TestResult(0.0, 1.0, ref.size, cur.size)
    value = float(_statistic(cells.reference, cells.current))
    if cells.tied or max(ref.size, cur.size) <= _FEW_ROWS:
        p_value = share_as_large(_statistic, cells.reference, cells.current, draws=draws)
    else:
        p_value = _tail(value, ref.size, cur.size)
    return TestResult(value, p_value, ref.size, cur.size)


def _statistic(ref: Counts, cur: Counts) -> Floats:
    """Statistic of each pair of counts of ascending values, on the last axis."""
    n, m = (c.sum(axis=-1, keepdims=True).astype(np.float64) for c in (ref, cur))
    both, rows = (ref + cur).astype(np.float64), n + m
    f, g, h = (np.cumsum(c, axis=-1) - c / 2.0 for c in (ref, cur, both))
    weight = h * (rows - h) - rows * both / 4.0
    terms = both * rows * (f / n - g / m) ** 2 / np.where(weight > 0.0, weight, np.inf)
    values: Floats = ((rows - 1.0) / rows * n * m / rows)[..., 0] * terms.sum(axis=-1)
    return values


def _tail(value: float, n: int, m: int) -> float:
    scaled = 1.0 + (value - 1.0) * math.sqrt(_LIMIT_VARIANCE / _variance(n, m))
    return 1.0 if scaled < _NEVER_BELOW else upper_tail(scaled, _product, _intervals)


def _variance(n: int, m: int) -> float:
    """Variance of the statistic of n and m values without ties."""
    rows = float(n + m)
    i = np.arange(1.0, rows)
    both = 1.0 / n + 1.0 / m
    # h: sum of 1/i; g: sum of 1/((rows - i) j) over i < j < rows.
    h = float(np.sum(1.0 / i))
    later = h - np.cumsum(1.0 / i)
    g = float(np.sum((later / (rows - i))[:-1]))
    a = 4.0 * g - 6.0 + (10.0 - 6.0 * g) * both
    b = 12.0 * g + 8.0 * h - 22.0 + (2.0 * g - 14.0 * h - 4.0) * both
    c = 36.0 * h + 4.0 + (2.0 * h - 6.0) * both
    d = 24.0
    return (a * rows**3 + b * rows**2 + c * rows + d) / ((rows - 1.0) * (rows - 2.0) * (rows - 3.0))


def _product(u: Floats) -> Floats:
    """Product of ``1 - u / (j (j + 1))``."""
    result: Floats = -np.cos(np.pi / 2.0 * np.sqrt(1.0 + 4.0 * u)) / (np.pi * u)
    return result


def _intervals(number: Floats) -> tuple[Floats, Floats]:
    odd = 2.0 * number - 1.0
    return odd * (odd + 1.0), (odd + 1.0) * (odd + 2.0)
