"""How sure a distance of shapes is: half the width of a 95 % interval of a debiased PSI."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]

_Z = float(-special.ndtri(0.025))
# The variance that only knows the distance is too small for shapes of which a part is rare;
# this makes it cover (measured for normal shifts of .2 to 1.5 s.d. and spreads of .5 to 1.5).
_RARE_PARTS = 1.2


def half_width(then: Floats, now: Floats) -> float:
    """Return it from the counts of both sides, shape (K,) each, both of them samples.

    Delta method: the variance, over one row, of what the row adds to ``sum((p - q) ln(p / q))``,
    by the side's rows, plus what remains without drift, ``2 (K - 1) k**2`` with
    ``k = 1/n + 1/m``. Covers .91 or more with 100 rows, .94 or more from 400 on.
    """
    n, m, size = float(now.sum()), float(then.sum()), then.size
    p, q = (now + 0.5) / (n + 0.5 * size), (then + 0.5) / (m + 0.5 * size)
    of_rows = _variance(p, q) / n + _variance(q, p) / m
    return _Z * math.sqrt(of_rows + 2.0 * (size - 1) * (1.0 / n + 1.0 / m) ** 2)


def half_width_without_counts(distance: float, rows: float, groups: int) -> float:
    """Return it from the debiased PSI alone, the other side taken as it is.

    The variance is ``4 k PSI (1 + PSI / 2) + 2 (groups - 1) k**2`` with ``k = 1 / rows``.
    """
    k, size = 1.0 / rows, max(distance, 0.0)
    variance = 4.0 * k * size * (1.0 + size / 2.0) + 2.0 * (groups - 1) * k**2
    return _RARE_PARTS * _Z * math.sqrt(variance)


def _variance(p: Floats, q: Floats) -> float:
    slope = np.log(p / q) + 1.0 - q / p
    return float((p * slope**2).sum() - (p * slope).sum() ** 2)
