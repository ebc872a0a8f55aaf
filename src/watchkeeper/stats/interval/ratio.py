"""Interval of a ratio of two sums, by the delta method."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, finite_1d
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import normal_reach


def ratio(n: int, sums: npt.ArrayLike, products: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    """Return sum(a) / sum(b) over *n* rows with its delta-method interval.

    R, give or take the normal quantile times ``sqrt(sum(e**2)) / sum(b)``, with
    ``e = a - R * b`` for each row (these add up to zero).

    Args:
        n: Number of rows.
        sums: Shape (2,). The sums of a and of b.
        products: Shape (2, 2). The sums of a*a, a*b; a*b, b*b.
        level: Chance, for many rows, that the interval contains the true ratio.

    Returns:
        Value and limits, in the unit of a over that of b; not clipped. A normal interval: it
        undercovers where few rows carry the sums (a share near 0 or 1: take ``wilson``).

    Raises:
        NotEnoughData: fewer than 2 rows, or b adds up to zero.
        ValueError: NaN or infinity, shapes that do not fit, or a level not between 0 and 1.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, section 6.4.
    """
    rows = count(n, name="n")
    a, b = _shaped(sums, (2,), name="sums")
    aa, ab, _, bb = _shaped(products, (2, 2), name="products")
    z = normal_reach(level)
    if rows < 2:
        raise NotEnoughData(f"n is {rows}, needs 2", hint="widen the window")
    if b == 0.0:
        raise NotEnoughData("the denominator adds up to 0", hint="widen the window")
    value = a / b
    squares = max(0.0, aa - 2.0 * value * ab + value * value * bb)
    half = z * math.sqrt(squares * rows / (rows - 1)) / abs(b)
    return Interval(value, value - half, value + half)


def _shaped(values: npt.ArrayLike, shape: tuple[int, ...], *, name: str) -> list[float]:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return [float(x) for x in finite_1d(array.ravel(), name=name)]
