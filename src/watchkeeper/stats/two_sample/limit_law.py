"""Tail of a weighted sum of squared normal numbers: the law of rank tests of any difference."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from watchkeeper.stats.arrays import Floats

# Points of Gauss-Chebyshev quadrature in each interval, and intervals.
_POINTS, _INTERVALS = 40, 40


def upper_tail(
    value: float,
    product: Callable[[Floats], Floats],
    intervals: Callable[[Floats], tuple[Floats, Floats]],
) -> float:
    """Return the chance that the sum of ``weight_j * Z_j**2`` exceeds *value*, Z_j normal.

    Smirnov's formula: ``1/pi`` times the alternating sum, over the intervals between each odd
    and the next even one of the ``1 / weight_j`` in ascending order, of the integral of
    ``exp(-u value / 2) / (u sqrt(|D(u)|))``, D the product of ``1 - u weight_j``. Every term
    keeps its relative accuracy, so small p-values are right.

    Args:
        value: Above 0; the further from 0, the fewer terms count.
        product: D(u), for any array of u.
        intervals: Takes 1, 2, 3, ... and gives the two ends of the intervals of that number.

    Source:
        N. V. Smirnov, Sur la distribution de omega2, Comptes Rendus 202 (1936) 449-452;
        G. Martynov, The Omega-square Tests, Nauka 1978 (in Russian).
    """
    number = np.arange(1.0, _INTERVALS + 1.0)[:, np.newaxis]
    low, high = intervals(number)
    angle = (2.0 * np.arange(1.0, _POINTS + 1.0) - 1.0) * np.pi / (2.0 * _POINTS)
    # |D| is 0 at both ends: the substitution u = middle + half cos(angle) takes the roots out.
    half = (high - low) / 2.0
    u = (low + high) / 2.0 + half * np.cos(angle)
    smooth = half * np.sin(angle) / (u * np.sqrt(np.abs(product(u))))
    terms = (smooth * np.exp(-u * value / 2.0)).sum(axis=1) * np.pi / _POINTS
    signs = np.where(np.arange(_INTERVALS) % 2 == 0, 1.0, -1.0)
    return float(np.clip((signs * terms).sum() / np.pi, 0.0, 1.0))
