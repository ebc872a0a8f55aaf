"""Interval of a ratio whose rows come in clusters: days, sessions, users."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, counts_1d, finite_1d
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import student_reach


@dataclass(frozen=True, slots=True)
class ClusteredInterval(Interval):
    """An interval, and how much the clusters widened it.

    ``design_effect`` is the variance with the clusters over the variance that independent rows
    would have; 1 where clusters do not matter.
    """

    design_effect: float
    clusters: int


def clustered_ratio(
    rows: npt.ArrayLike, sums: npt.ArrayLike, products: npt.ArrayLike, *, level: float = 0.95
) -> ClusteredInterval:
    """Return sum(a) / sum(b) with an interval that lets rows of one cluster resemble each other.

    R, give or take the t quantile with C - 1 degrees of freedom times
    ``sqrt(C / (C - 1) * sum(e_c**2)) / sum(b)``, with ``e_c = a_c - R * b_c`` the sums over each
    of the C clusters.

    Args:
        rows: Shape (C,). Number of rows in each cluster.
        sums: Shape (C, 2). Sums of a and of b in each cluster.
        products: Shape (2, 2). Sums of a*a, a*b; a*b, b*b over all rows (for the design effect).
        level: Chance, for many clusters, that the interval contains the true ratio.

    Returns:
        Value and limits in the unit of a over that of b, not clipped; the design effect (NaN
        where no row departs from the ratio) and the number of clusters that hold rows.

    Raises:
        NotEnoughData: fewer than 2 clusters with rows, or b adds up to zero.
        ValueError: NaN or infinity, shapes that do not fit, or a level not between 0 and 1.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, sections 6.4 and 9A.
    """
    n = counts_1d(rows, name="rows")
    parts = _table(sums, (n.size, 2), name="sums")[n > 0]
    (aa, ab), (_, bb) = _table(products, (2, 2), name="products").tolist()
    clusters = parts.shape[0]
    if clusters < 2:
        raise NotEnoughData(f"{clusters} clusters hold rows, needs 2", hint="widen the window")
    reach = student_reach(level, clusters - 1)
    a, b = parts.sum(axis=0).tolist()
    if b == 0.0:
        raise NotEnoughData("the denominator adds up to 0, needs more", hint="widen the window")
    value, total = a / b, int(n.sum())
    apart = float(np.square(parts @ np.array([1.0, -value])).sum()) * clusters / (clusters - 1)
    alone = max(0.0, aa - 2.0 * value * ab + value * value * bb) * total / max(1, total - 1)
    half = reach * math.sqrt(apart) / abs(b)
    effect = apart / alone if alone > 0.0 else math.nan
    return ClusteredInterval(value, value - half, value + half, effect, clusters)


def _table(values: npt.ArrayLike, shape: tuple[int, int], *, name: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    return finite_1d(array.ravel(), name=name).reshape(shape)
