"""Chance of a gap between two empirical distribution functions where the true ones are equal."""

from __future__ import annotations

import math

import numpy as np
import scipy

from watchkeeper.stats.arrays import Counts

# Up to here the law of unequal numbers of rows is counted out, path by path.
_EXACT_ROWS = 10_000
# A gap below this over sqrt(1/n + 1/m) has a chance of 1 to twelve digits.
_ALWAYS = 0.2


def chance_of_gap(reference: Counts, current: Counts, gap: float) -> float:
    """Return the chance of a gap as large as that of two count vectors of ascending values.

    Exact where both sides have as many rows, and up to 10,000 rows a side; the limit's chance
    for the effective number of rows, n m / (n + m), above that.

    Args:
        reference: Shape (values,). Rows by distinct value, or by bin.
        current: Shape (values,).
        gap: Their largest gap, a share from 0 to 1.
    """
    n, m = int(reference.sum()), int(current.sum())
    if n == m:
        return _equal_sides(round(gap * n), n)
    if max(n, m) <= _EXACT_ROWS:
        places = np.arange(reference.size)
        samples = np.repeat(places, reference), np.repeat(places, current)
        return float(scipy.stats.ks_2samp(*samples, method="exact").pvalue)
    rows = max(1, round(float(n) * float(m) / (n + m)))
    return float(np.clip(scipy.stats.kstwo.sf(gap, rows), 0.0, 1.0))


def _equal_sides(steps: int, n: int) -> float:
    """Return the chance of a gap of *steps* / n: Gnedenko and Korolyuk's alternating sum."""
    if steps < _ALWAYS * math.sqrt(2.0 * n):
        return 1.0
    away = np.arange(steps, n + 1, steps, dtype=np.float64)
    logs = 2.0 * math.lgamma(n + 1.0) - sum(
        scipy.special.gammaln(n + side * away + 1.0) for side in (-1.0, 1.0)
    )
    signs = np.where(np.arange(away.size) % 2 == 0, 2.0, -2.0)
    return float(np.clip(np.sum(signs * np.exp(logs)), 0.0, 1.0))
