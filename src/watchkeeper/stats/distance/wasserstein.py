"""Wasserstein distance of binned values, with its exact bounds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, finite_1d, paired_counts


class WassersteinBounds(NamedTuple):
    """The least and the largest distance that the rows behind the counts can have."""

    lower: float
    upper: float


def wasserstein(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, edges: npt.ArrayLike | None = None
) -> float:
    """Return how far the rows of one side must be moved, on average, to lie as the other's.

    The area between the two distribution functions, every row taken to lie in the middle of its
    bin. No smoothing: an empty bin does no harm.

    Args:
        reference: Shape (bins,). Rows by bin, bins in ascending order.
        current: Shape (bins,). Rows by bin, the same bins.
        edges: Shape (bins + 1,), ascending and finite; two equal edges are a bin of one value.
            None: every bin is one wide.

    Returns:
        A number >= 0 in the unit of *edges* (of bins, without them), at most the distance
        between the middles of the outermost bins. Off the distance of the values by half the
        width of a row's bin at most, on average over both sides and added; see
        :func:`wasserstein_bounds`. With no drift its mean is close to
        ``sqrt(2 / pi * (1/n + 1/m))`` times the sum over inner edges of ``sqrt(F (1 - F))`` times
        the distance of the middles either side, F the share below the edge.

    Raises:
        ValueError: unequal numbers of bins, what is no count (NaN, infinity, below 0, parts), or
            edges that do not fit.
        NotEnoughData: one of the two holds no row.

    Source:
        S. S. Vallender, Calculation of the Wasserstein distance between probability
        distributions on the line, Theory of Probability and its Applications 18 (1974) 784-786.
    """
    f, g, at = _functions(reference, current, edges)
    middles = (at[:-1] + at[1:]) / 2.0
    return float(np.abs(f - g)[1:-1] @ np.diff(middles))


def wasserstein_bounds(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, edges: npt.ArrayLike
) -> WassersteinBounds:
    """Return what binned counts tell of the area between two distribution functions.

    Within a bin one function minus the other lies between its value at the lower edge less all
    rows of the other side in the bin, and that value plus all its own rows. Lower: the least
    size of such a gap times the width of the bin, added up; upper: the largest.

    Args:
        reference: Shape (bins,). Rows by bin, bins in ascending order.
        current: Shape (bins,). Rows by bin, the same bins.
        edges: Shape (bins + 1,), ascending and finite; two equal edges are a bin of one value
            and leave nothing open.

    Returns:
        Two numbers in the unit of *edges*, ``lower <= distance of the values <= upper``, both
        reached by some values. Neither is further from :func:`wasserstein` than half the sum
        over bins of the width times the shares of both sides. With no drift the lower bound is
        0 or close to it, and the upper one close to the mean width of a row's bin.

    Raises:
        ValueError: as :func:`wasserstein`.
        NotEnoughData: one of the two holds no row.

    Source:
        As :func:`wasserstein`; the bounds follow from monotonicity.
    """
    f, g, at = _functions(reference, current, edges)
    above, below = f[1:] - g[:-1], g[1:] - f[:-1]
    widths = np.diff(at)
    # The gap lies between -below and above; where both are positive it can be 0.
    least = np.maximum(0.0, np.maximum(-below, -above))
    return WassersteinBounds(float(least @ widths), float(np.maximum(above, below) @ widths))


def _functions(
    reference: npt.ArrayLike, current: npt.ArrayLike, edges: npt.ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    """Both distribution functions at the edges, and the edges."""
    ref, cur = paired_counts(reference, current)
    at = np.arange(ref.size + 1.0) if edges is None else finite_1d(edges, name="edges")
    if at.size != ref.size + 1:
        raise ValueError(f"{ref.size} bins need {ref.size + 1} edges, got {at.size}")
    if (np.diff(at) < 0.0).any():
        raise ValueError("edges must ascend")
    f, g = (np.concatenate(([0.0], np.cumsum(c) / c.sum())) for c in (ref, cur))
    return f, g, at
