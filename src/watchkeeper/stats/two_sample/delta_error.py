"""Standard error of a smooth function of two share vectors, by the delta method."""

from __future__ import annotations

import math

import scipy

from watchkeeper.stats.arrays import Floats


def delta_error(
    slopes: tuple[Floats, Floats], shares: tuple[Floats, Floats], rows: tuple[int, int]
) -> float:
    """Return the standard error of a function of the shares of reference and current.

    Args:
        slopes: Derivative of the function by each share of the reference, and of current.
        shares: The shares of both, each of shape (bins,).
        rows: Rows behind each.
    """
    parts = zip(slopes, shares, rows, strict=True)
    return math.sqrt(sum(_variance(p, slope) / n for slope, p, n in parts))


def normal_tail(above: float, error: float) -> float:
    """Return the chance of a normal number with this *error* to be more than *above*."""
    if error <= 0.0:
        return 0.0 if above > 0.0 else 1.0
    return float(scipy.stats.norm.sf(above / error))


def _variance(shares: Floats, slopes: Floats) -> float:
    """Variance of one row's slope: what a multinomial share vector gives a smooth function."""
    centre = float(shares @ slopes)
    return max(0.0, float(shares @ (slopes - centre) ** 2))
