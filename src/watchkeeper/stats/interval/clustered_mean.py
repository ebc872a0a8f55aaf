"""Interval of a mean whose rows come in clusters: days, sessions, users."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import counts_1d, finite_1d, not_negative
from watchkeeper.stats.interval.clustered_ratio import ClusteredInterval, clustered_ratio


def clustered_mean(
    rows: npt.ArrayLike, totals: npt.ArrayLike, sum_of_squares: float, *, level: float = 0.95
) -> ClusteredInterval:
    """Return a mean with an interval that lets rows of one cluster resemble each other.

    The ratio of the clusters' totals to their rows: the variance is that of the sums over each
    cluster of (value - mean).

    Args:
        rows: Shape (C,). Number of rows in each cluster.
        totals: Shape (C,). Sum of the values in each cluster.
        sum_of_squares: Of the values of all rows (for the design effect).
        level: Chance, for many clusters, that the interval contains the true mean.

    Returns:
        Value and limits in the unit of the values; the design effect and the number of clusters
        that hold rows. Errors of flights by day have one of 19: their mean is known as well as
        from a nineteenth of the rows.

    Raises:
        NotEnoughData: fewer than 2 clusters with rows.
        ValueError: NaN or infinity, shapes that do not fit, or a level not between 0 and 1.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, section 9A.
    """
    n, t = counts_1d(rows, name="rows"), finite_1d(totals, name="totals")
    squares = not_negative(sum_of_squares, name="sum_of_squares")
    if n.size != t.size:
        raise ValueError(f"rows and totals must have the same length, got {n.size} and {t.size}")
    count, total = float(n.sum()), float(t.sum())
    products = [[squares, total], [total, count]]
    return clustered_ratio(n, np.column_stack([t, n]), products, level=level)
